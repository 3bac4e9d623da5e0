/**
 * What is open at a place in a text that is to be YAML: a quote, brackets. A rough reading that is good enough to tell mistakes
 * apart; its time grows with the length of the text alone.
 */

/** What a place lies within. */
export interface TextContext {
	/** The quote that is open. */
	readonly quote: '"' | "'" | undefined;
	/** How many brackets are open. */
	readonly brackets: number;
	/** The column of the name on the line where the outermost of them was opened; -1 where the document begins with it. */
	readonly openedAt: number;
	/** Whether the document begins with a bracket, as JSON does. */
	readonly isFlow: boolean;
}

interface State {
	quote: TextContext["quote"];
	brackets: number;
	openedAt: number;
	/** Undefined before anything of the document is read. */
	isFlow: boolean | undefined;
	/** Lines further right than this belong to a block of text; -1 outside of one. */
	blockIndent: number;
}

/** So much before a quote or a bracket tells whether a value begins there. */
const lookBehind = 40;

/** What is open in `text` before `offset`. */
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

/** Reads the first `length` characters of a line. */
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

/** Whether a value can begin there: a quote or bracket within a plain text is part of it. */
function beginsValue({ brackets }: State, line: string, index: number): boolean {
	const before = line.slice(Math.max(0, index - lookBehind), index);
	if (before.trim() === "") return true;
	return brackets > 0 ? /([-:?]\s+|[[{,:]\s*)$/.test(before) : /[-:?]\s+$/.test(before);
}
