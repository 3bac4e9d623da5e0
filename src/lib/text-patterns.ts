/**
 * Many texts searched for at once. At each place of a text the candidates are narrowed unit by unit in a sorted list, so that
 * the time does not grow with the number of patterns, not even where all of them begin alike.
 */

/** What stands at one place of a text. */
export interface Match {
	/** Lengths of the patterns that stand there whole, the shortest first. */
	readonly whole: readonly number[];
	/** How many units are those of some pattern; more than the last of `whole` where another one begins there. */
	readonly shared: number;
}

/** Patterns, in UTF-16 code units. They are kept as strings: a typed array for each would keep the garbage collector busy. */
export interface TextPatterns {
	/** Adds a pattern of at least `gramLength` units; longer ones than `longestPattern` are looked for in pieces. */
	readonly add: (pattern: string) => void;
	readonly isEmpty: () => boolean;
	/** Calls `tell` for each place of `units` at which a pattern may begin. */
	readonly search: (units: Uint16Array, tell: (at: number, match: Match) => void) => void;
}

/** Units of a pattern by which it is looked up. */
export const gramLength = 4;
const gramBits = 20;

/** Bounds the time for texts that repeat themselves. */
const longestPattern = 64;

/** No patterns so far. */
export function createTextPatterns(): TextPatterns {
	const byGram = new Map<string, string[]>();
	const mayBegin = new Uint8Array(2 ** gramBits);
	const addPiece = (piece: string) => {
		const gram = piece.slice(0, gramLength);
		const known = byGram.get(gram) ?? [];
		byGram.set(gram, known);
		mayBegin[[...Array(gramLength).keys()].reduce((hash, at) => rolled(hash, piece.charCodeAt(at)), 0)] = 1;
		const index = placeOf(known, piece);
		if (known[index] !== piece) known.splice(index, 0, piece);
	};
	return {
		add: (pattern) => {
			for (const piece of piecesOf(pattern)) addPiece(piece);
		},
		isEmpty: () => byGram.size === 0,
		search: (units, tell) => {
			let hash = 0;
			for (let last = 0; last < units.length; last += 1) {
				hash = rolled(hash, units[last] as number);
				const at = last - gramLength + 1;
				if (mayBegin[hash] !== 1 || at < 0) continue;
				const candidates = byGram.get(gramAt(units, at));
				if (candidates) tell(at, matchAt(units, at, candidates));
			}
		},
	};
}

/** The last piece overlaps the one before it, so that none is short. */
function piecesOf(pattern: string): readonly string[] {
	if (pattern.length <= longestPattern) return [pattern];
	const starts = Array.from({ length: Math.floor(pattern.length / longestPattern) }, (_, at) => at * longestPattern);
	return [...starts, pattern.length - longestPattern].map((start) => pattern.slice(start, start + longestPattern));
}

function matchAt(units: Uint16Array, at: number, sorted: readonly string[]): Match {
	const whole: number[] = [];
	let low = 0;
	let high = sorted.length;
	for (let shared = gramLength; ; shared += 1) {
		// What ends here stands before what goes on.
		if (sorted[low]?.length === shared) {
			whole.push(shared);
			low += 1;
		}
		const unit = units[at + shared];
		if (unit === undefined) return { whole, shared };
		if (high - low > 1) {
			low = firstFrom(unit, sorted, { low, high, depth: shared });
			high = firstFrom(unit + 1, sorted, { low, high, depth: shared });
		}
		if (low === high || sorted[low]?.charCodeAt(shared) !== unit) return { whole, shared };
	}
}

/** The first of the patterns between `low` and `high`, alike up to `depth`, that goes on with `unit` or a later one. */
function firstFrom(
	unit: number,
	sorted: readonly string[],
	{ low, high, depth }: { readonly low: number; readonly high: number; readonly depth: number },
): number {
	return firstIn(low, high, (index) => (sorted[index]?.charCodeAt(depth) ?? 0) >= unit);
}

function placeOf(sorted: readonly string[], pattern: string): number {
	return firstIn(0, sorted.length, (index) => (sorted[index] ?? "") >= pattern);
}

/** The first index from `low` on for which `holds` is true, as it is for all after it; `high` when there is none. */
function firstIn(low: number, high: number, holds: (index: number) => boolean): number {
	let from = low;
	let to = high;
	while (from < to) {
		const middle = (from + to) >> 1;
		if (holds(middle)) to = middle;
		else from = middle + 1;
	}
	return from;
}

/** The hash of a gram and of the unit after it, of which the oldest unit falls out: its bits have been shifted away. */
function rolled(hash: number, unit: number): number {
	return ((hash << (gramBits / gramLength)) ^ unit) & (2 ** gramBits - 1);
}

function gramAt(units: Uint16Array, at: number): string {
	return String.fromCharCode(...units.subarray(at, at + gramLength));
}
