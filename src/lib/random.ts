/** Random numbers, passed in: a seeded generator makes simulations repeatable. */

/** Returns the next number in [0, 1). */
export type Random = () => number;

/** Mulberry32: small, fast and sufficient for ids and jitter; never for secrets. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** `length` random characters from `alphabet`. */
export function randomText(random: Random, length: number, alphabet: string): string {
	let text = "";
	while (text.length < length) text += alphabet.charAt(Math.floor(random() * alphabet.length));
	return text;
}

/** The items in uniformly random order. */
export function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
	const mixed = [...items];
	for (let last = mixed.length - 1; last > 0; last -= 1) {
		const other = Math.floor(random() * (last + 1));
		[mixed[last], mixed[other]] = [mixed[other] as Item, mixed[last] as Item];
	}
	return mixed;
}
