/**
 * Determines which quote and brackets are open at a place in invalid YAML text. The approximation suffices to distinguish
 * mistakes; its time is linear in the length of the text.
 */

/** The open quote and brackets at a place. */
export interface TextContext {
	/** The open quote, if any. */
	readonly quote: '"' | "'" | undefined;
	/** The number of open brackets. */
	readonly brackets: number;
	/** The column of the key on the line that opens the outermost bracket or quote; -1 if the document begins with it. */
	readonly openedAt: number;
	/** Whether the document begins with a bracket, as JSON does. */
	readonly isFlow: boolean;
}

interface State {
	quote: TextContext["quote"];
	brackets: number;
	openedAt: number;
	/** Undefined until the first content of the document. */
	isFlow: boolean | undefined;
	/** Lines with a larger indentation belong to a block scalar; -1 outside of one. */
	blockIndent: number;
}

/** Characters before a quote or bracket that decide whether a value begins there. */
const lookBehind = 40;

/** The quote and brackets open in `text` before `offset`. */
export function contextAt(text: string, offset: number): TextContext {
	const state: State = { quote: undefined, brackets: 0, openedAt: 0, isFlow: undefined, blockIndent: -1 };
	for (let start = 0; start < offset; ) {
		const found = text.indexOf("\n", start);
		const end = found < 0 ? text.length : found;
		readLine(state, text.slice(start, end), Math.min(end, offset) - start);
		start = end + 1;
	}
	const { quote, brackets, openedAt, isFlow = false } = state;
	return { quote, brackets, openedAt, isFlow };
}

/** Processes the first `length` characters of a line. */
function readLine(state: State, line: string, length: number): void {
	if (state.quote === undefined && state.brackets === 0) {
		const indent = line.search(/\S/);
		if (state.blockIndent >= 0 && (indent < 0 || indent > state.blockIndent)) return;
		const isMark = /(^|[:-]\s+)[|>][-+0-9]*\s*(#.*)?$/.test(line.slice(-lookBehind));
		state.blockIndent = isMark ? indent : -1;
		if (/^(---|\.\.\.)(\s|$)/.test(line)) {
			state.isFlow = undefined;
			return;
		}
		if (indent >= 0 && line[indent] !== "#") state.isFlow ??= /[[{]/.test(line.charAt(indent));
	}
	const written = line.slice(0, length);
	for (let at = 0; ; ) {
		const pattern = new RegExp(state.quote === '"' ? /\\.|"/g : state.quote === "'" ? /'/g : /["'#[\]{}]/g);
		pattern.lastIndex = at;
		const found = pattern.exec(written);
		if (!found || isComment(state, written, found)) return;
		readSign(state, written, found);
		at = found.index + found[0].length;
	}
}

function readSign(state: State, line: string, { 0: sign, index }: RegExpExecArray): void {
	if (state.quote !== undefined) {
		if (sign === state.quote) state.quote = undefined;
		return;
	}
	if (sign === "]" || sign === "}") state.brackets = Math.max(0, state.brackets - 1);
	if (sign === "]" || sign === "}" || sign === "#" || !beginsValue(state, line, index)) return;
	if (state.brackets === 0) state.openedAt = state.isFlow ? -1 : (/^\s*(-\s+)*/.exec(line)?.[0].length ?? 0);
	if (sign === '"' || sign === "'") state.quote = sign;
	else state.brackets += 1;
}

function isComment({ quote }: State, line: string, { 0: sign, index }: RegExpExecArray): boolean {
	return quote === undefined && sign === "#" && /^$|\s/.test(line.charAt(index - 1));
}

/** Whether a value may begin there. A quote or bracket within plain text is part of that text. */
function beginsValue({ brackets }: State, line: string, index: number): boolean {
	const before = line.slice(Math.max(0, index - lookBehind), index);
	if (before.trim() === "") return true;
	return brackets > 0 ? /([-:?]\s+|[[{,:]\s*)$/.test(before) : /[-:?]\s+$/.test(before);
}
