/**
 * Records an emulator's answers to a sequence of calls in a comparable form: IDs and times are replaced by
 * placeholders, errors are reduced to name and text.
 */

import type { Clients } from "../support/clients.ts";

/** A step's answer, or its error as `{ error, message }`. */
export interface Answer {
	readonly step: string;
	readonly answer: unknown;
}

/** Sends one call of a sequence and records the answer; returns it for the next calls, undefined after an error. */
export type Tell = <Output extends object>(step: string, call: Promise<Output>) => Promise<Output | undefined>;

/** Calls that every emulator receives in the same order. */
export type Sequence = (clients: Clients, tell: Tell) => Promise<void>;

/** A `tell` function for a sequence, and its recorded answers. */
export function recorder(): { readonly tell: Tell; readonly answers: readonly Answer[] } {
	const answers: Answer[] = [];
	const tell: Tell = async (step, call) => {
		try {
			const output = await call;
			answers.push({ step, answer: comparable(output) });
			return output;
		} catch (error) {
			const { name, message } = error as Error;
			answers.push({ step, answer: comparable({ error: name, message }) });
			return undefined;
		}
	};
	return { tell, answers };
}

/**
 * Freely chosen values, the narrower patterns first. moto's IDs of Cloud Map and of zones have other lengths than
 * AWS's.
 */
const free: readonly (readonly [RegExp, string])[] = [
	[/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>"],
	[/\bns-\d+\.awsdns-\d+\.[a-z.]+/g, "<name server>"],
	[/\b(ns|srv)-[a-z0-9]{8,20}\b/g, "<$1 id>"],
	[/\becs-svc\/\d+/g, "ecs-svc/<number>"],
	[/\b[a-z0-9]{32}-[a-z0-9]{8}\b/g, "<operation id>"],
	[/\bC[A-Z0-9]{13,}\b/g, "<change id>"],
	[/\b[A-Z0-9]{13,}\b/g, "<zone id>"],
];

function comparable(value: unknown): unknown {
	if (value instanceof Date) return "<time>";
	if (typeof value === "string") return free.reduce((text, [pattern, word]) => text.replace(pattern, word), value);
	if (Array.isArray(value)) return value.map(comparable);
	if (typeof value !== "object" || value === null) return value;
	const members = Object.entries(value).filter(([name, member]) => name !== "$metadata" && member !== undefined);
	return Object.fromEntries(members.map(([name, member]) => [name, comparable(member)]));
}
