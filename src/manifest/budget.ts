/**
 * Limits the total cost of the manifests of one folder. Each file and document has limits of its own, but a variable,
 * default or patch of a few kilobytes is copied into every document, so the sum needs a limit too.
 */

/** What one file or document adds to the total. */
export interface Cost {
	/** Keys and values as written. A map counts three times because it takes about three times the memory. */
	readonly written: number;
	/** Characters inserted by variables. */
	readonly substituted: number;
	/** Keys and items merged or added by defaults and patches. */
	readonly merged: number;
	/** Values after variables, defaults and patches are applied. */
	readonly typed: number;
}

/**
 * Maximum cost of one folder. A load at these limits fits into a heap of 512 MiB; ten thousand services of typical size
 * need about half of it.
 */
export const mostOfFolder: Cost = {
	written: 1_500_000,
	substituted: 16 * 1024 * 1024,
	merged: 5_000_000,
	typed: 1_000_000,
};

/** The total cost of one load. */
export interface Budget {
	/** Adds a cost. Once a limit is exceeded, it remains exceeded. */
	readonly spend: (cost: Partial<Cost>) => void;
	/** The limit that is exceeded; undefined if none is. */
	readonly exceeded: () => keyof Cost | undefined;
}

/** A budget with nothing spent. */
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
