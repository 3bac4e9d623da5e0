/** Reports each distinct thing only the first time that it occurs. */

/** `keyOf`: things with equal keys are the same. */
export function onceEach<Thing>(
	report: (thing: Thing) => void,
	keyOf: (thing: Thing) => string,
): (thing: Thing) => void {
	const reported = new Set<string>();
	return (thing) => {
		const key = keyOf(thing);
		if (reported.has(key)) return;
		reported.add(key);
		report(thing);
	};
}
