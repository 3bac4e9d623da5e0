/** A control path as a row of a table: method, path, the check of its body, and the answer. */
import type { ControlAnswer } from "./answers.ts";

/** One path of the control API. */
export interface Route {
	readonly method: "GET" | "POST" | "DELETE";
	/** Under `/_evenkeel`; parts in braces are given to `answer` by their name: `/tasks/{id}/kill`. */
	readonly path: string;
	/** What is wrong with the body, in sentences; a path without it takes no body. Nothing sent counts as `{}`. */
	readonly check?: (body: unknown) => readonly string[];
	readonly answer: (request: RouteRequest) => ControlAnswer | Promise<ControlAnswer>;
}

/** What a route gets to see of a request. */
export interface RouteRequest {
	/** The parts of the path that stand in braces, decoded. */
	readonly parts: Readonly<Record<string, string>>;
	readonly query: URLSearchParams;
	/** Checked. */
	readonly body: never;
}

/** The parts of a path that fits the pattern; undefined for one that does not. */
export function partsOf(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
	const expected = pattern.split("/");
	const given = path.split("/");
	if (expected.length !== given.length) return undefined;
	const parts: [string, string][] = [];
	for (const [index, step] of expected.entries()) {
		const text = given[index] ?? "";
		const name = /^\{(\w+)\}$/.exec(step)?.[1];
		if (name === undefined) {
			if (step !== text) return undefined;
		} else {
			const part = decode(text);
			if (!part) return undefined;
			parts.push([name, part]);
		}
	}
	return Object.fromEntries(parts);
}

function decode(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}
