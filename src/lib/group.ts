/** Groups a list by a key, preserving the order of keys and items. (Node 20 lacks `Map.groupBy`.) */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
	return grouped([...items].map((item) => [keyOf(item), item]));
}

/** Groups values by their keys, preserving the order of keys and values. */
export function grouped<Key, Value>(pairs: Iterable<readonly [key: Key, value: Value]>): Map<Key, Value[]> {
	const groups = new Map<Key, Value[]>();
	for (const [key, value] of pairs) {
		const group = groups.get(key);
		if (group) group.push(value);
		else groups.set(key, [value]);
	}
	return groups;
}
