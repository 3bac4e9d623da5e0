/**
 * What the manifests of one folder may cost together. Files and documents have limits of their own, but the few kilobytes of
 * one variable, default or patch reach every document, so their sum has to be bounded as well.
 */

/** What one file or document adds to the sum. */
export interface Cost {
	/** Keys and values as written; a map counts three times, since it takes about that much memory. */
	readonly written: number;
	/** Characters that variables put in. */
	readonly substituted: number;
	/** Keys and items that defaults and patches were laid over, or brought along. */
	readonly merged: number;
	/** Values with variables, defaults and patches in place. */
	readonly typed: number;
}

/**
 * The most that one folder may cost. At the limits a load fits into a heap of 512 MiB; ten thousand services of the usual size
 * need about half of it.
 */
export const mostOfFolder: Cost = {
	written: 1_500_000,
	substituted: 16 * 1024 * 1024,
	merged: 5_000_000,
	typed: 1_000_000,
};

/** The sum of one load. */
export interface Budget {
	/** Adds a cost; once the sum is too large, it stays so. */
	readonly spend: (cost: Partial<Cost>) => void;
	/** What is exceeded; undefined while nothing is. */
	readonly exceeded: () => keyof Cost | undefined;
}

/** A sum of nothing. */
export function createBudget(): Budget {
	const left = { ...mostOfFolder };
	let exceeded: keyof Cost | undefined;
	return {
		spend: (cost) => {
			for (const name of Object.keys(cost) as (keyof Cost)[]) {
				left[name] -= cost[name] ?? 0;
				if (left[name] < 0) exceeded ??= name;
			}
		},
		exceeded: () => exceeded,
	};
}
