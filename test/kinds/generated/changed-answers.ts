/**
 * AWS's answers as they might be tomorrow: with lists in another order, where order means nothing. And without the tag that says which
 * content a revision was made of, so that it is known by comparison alone.
 */

import { contentTag } from "../../../src/model/tags.ts";
import type { StartOptions } from "../../support/virtual-world.ts";

type Change = "as they are" | "in another order";

export interface ChangedAnswers {
	readonly changes: readonly Change[];
	readonly use: (change: Change) => void;
	readonly aroundRead: NonNullable<StartOptions["aroundRead"]>;
}

/** Reverses the members named in `lists`, wherever they stand in an answer. */
export function changedAnswers(lists: ReadonlySet<string>): ChangedAnswers {
	let present: Change = "as they are";
	const changed = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.filter((item) => item?.key !== contentTag).map(changed);
		if (typeof value !== "object" || value === null || value instanceof Date) return value;
		return Object.fromEntries(
			Object.entries(value).map(([member, inner]) => {
				const next = changed(inner);
				return [
					member,
					Array.isArray(next) && lists.has(member) && present === "in another order" ? next.reverse() : next,
				];
			}),
		);
	};
	return {
		changes: ["as they are", "in another order"],
		use: (change) => {
			present = change;
		},
		aroundRead: async (_operation, _input, read) => changed(await read()) as object,
	};
}
