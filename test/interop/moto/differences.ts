/** Finds the members in which two emulators' answers to one sequence differ. */
import type { Answer } from "./recording.ts";

export interface Difference {
	readonly step: string;
	/** The member, such as `service.deployments[0].status`; empty for the answer as a whole. */
	readonly member: string;
	/** As JSON; undefined if the member is absent. */
	readonly ours: string | undefined;
	readonly theirs: string | undefined;
}

/** Answers are paired by position, because both emulators received the same sequence. */
export function differences(ours: readonly Answer[], theirs: readonly Answer[]): readonly Difference[] {
	return ours.flatMap(({ step, answer }, index) => compare(step, "", answer, theirs[index]?.answer));
}

function compare(step: string, member: string, ours: unknown, theirs: unknown): readonly Difference[] {
	const [a, b] = [membersOf(ours), membersOf(theirs)];
	if (a && b && Array.isArray(ours) === Array.isArray(theirs) && !oneRefuses(ours, theirs)) {
		const names = [...new Set([...a.keys(), ...b.keys()])];
		return names.flatMap((name) => compare(step, member + name, a.get(name), b.get(name)));
	}
	if (JSON.stringify(ours) === JSON.stringify(theirs)) return [];
	return [{ step, member: member.replace(/^\./, ""), ours: JSON.stringify(ours), theirs: JSON.stringify(theirs) }];
}

/** If only one emulator returns an error, no members are compared. */
function oneRefuses(ours: unknown, theirs: unknown): boolean {
	const refuses = (answer: unknown) => "error" in (answer as object);
	return refuses(ours) !== refuses(theirs);
}

/** The members of an object by `.name`, or of a list by `[index]`; undefined for a scalar. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
	if (Array.isArray(value)) return new Map(value.map((item, index) => [`[${index}]`, item]));
	if (typeof value !== "object" || value === null) return undefined;
	return new Map(Object.entries(value).map(([name, item]) => [`.${name}`, item]));
}
