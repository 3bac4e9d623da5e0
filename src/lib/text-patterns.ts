/**
 * Searches a text for many patterns at once. At each position, candidates are narrowed unit by unit in a sorted list,
 * so the time does not grow with the number of patterns, even if they share a prefix.
 */

/** A match at one position of a text. */
export interface Match {
	/** Lengths of the patterns that match completely, the shortest first. */
	readonly whole: readonly number[];
	/**
	 * Number of units that match a prefix of some pattern; more than the last of `whole` if another pattern matches in
	 * part.
	 */
	readonly shared: number;
}

/**
 * Patterns, in UTF-16 code units. They are kept as strings, since one typed array for each would burden garbage
 * collection.
 */
export interface TextPatterns {
	/** Adds a pattern of at least `gramLength` units; one longer than `maxPattern` is searched in pieces. */
	readonly add: (pattern: string) => void;
	readonly isEmpty: () => boolean;
	/** Calls `tell` for each position of `units` at which a pattern may start. */
	readonly search: (units: Uint16Array, tell: (at: number, match: Match) => void) => void;
}

/** Length of the prefix by which patterns are indexed. */
export const gramLength = 4;
const gramBits = 20;

/** Bounds the time for repetitive texts. */
const maxPattern = 64;

/** Creates an empty index. */
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

/** The last piece overlaps the previous one, so that none is too short. */
function piecesOf(pattern: string): readonly string[] {
	if (pattern.length <= maxPattern) return [pattern];
	const starts = Array.from({ length: Math.floor(pattern.length / maxPattern) }, (_, at) => at * maxPattern);
	return [...starts, pattern.length - maxPattern].map((start) => pattern.slice(start, start + maxPattern));
}

function matchAt(units: Uint16Array, at: number, sorted: readonly string[]): Match {
	const whole: number[] = [];
	let low = 0;
	let high = sorted.length;
	for (let shared = gramLength; ; shared += 1) {
		// Shorter patterns sort before their extensions.
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

/** The first pattern between `low` and `high`, with a common prefix up to `depth`, whose next unit is at least `unit`. */
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

/**
 * The first index from `low` for which `holds` is true; `high` if there is none. `holds` must stay true for all later
 * indexes.
 */
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

/** The hash of a gram shifted by one unit; the bits of the oldest unit drop out. */
function rolled(hash: number, unit: number): number {
	return ((hash << (gramBits / gramLength)) ^ unit) & (2 ** gramBits - 1);
}

function gramAt(units: Uint16Array, at: number): string {
	return String.fromCharCode(...units.subarray(at, at + gramLength));
}
