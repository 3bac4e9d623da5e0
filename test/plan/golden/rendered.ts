/** A plan as readable text: every member of every item that is not as usual, so that nothing of a plan escapes a golden case. */
import { dump } from "js-yaml";
import { isRecord } from "../../../src/lib/json.ts";
import type { Item } from "../../../src/model/plan.ts";

const usual = {
	drift: [],
	unmanaged: [],
	health: { status: "Healthy" },
	orphan: false,
	compared: true,
	exists: true,
} as const;

/** Items as text, each with its outcome in the first line. */
export function rendered(items: readonly Item[]): string {
	return items.map(renderedItem).join("");
}

function renderedItem({ identity, verdict, drift, ...others }: Item): string {
	const { outcome, ...step } = verdict;
	const lines = [
		...sortedMembers(step).map(([name, value]) => [name === "rollout" ? "startsRollout" : name, value] as const),
		...drift.map((one) => ["drift", `${one.path}: ${flow(one.observed)} → ${flow(one.desired)}`] as const),
		...sortedMembers(others).filter(([name, value]) => flow(value) !== flow(usual[name as keyof typeof usual])),
	].map(([name, value]) => `  ${name}: ${typeof value === "string" ? value : flow(value)}\n`);
	return `${identity}: ${outcome}\n${lines.join("")}`;
}

function sortedMembers(record: object): (readonly [string, unknown])[] {
	return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** In one line; reasons by their code, AWS calls by their operation. */
function flow(value: unknown): string {
	if (value === undefined) return "(none)";
	if (isRecord(value) && typeof value.code === "string" && isRecord(value.params)) {
		return `${value.code}${Object.keys(value.params).length > 0 ? ` ${flow(value.params)}` : ""}`;
	}
	if (isRecord(value) && typeof value.operation === "string" && isRecord(value.input)) {
		return `${value.operation} ${flow(value.input)}`;
	}
	if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
	if (isRecord(value)) {
		const members = Object.entries(value).filter(([, member]) => member !== undefined);
		return `{${members.map(([name, member]) => `${name}: ${flow(member)}`).join(", ")}}`;
	}
	return dump(value, { flowLevel: 0, lineWidth: -1 }).trimEnd();
}
