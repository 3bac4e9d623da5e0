/** Defines a control route as a table row: method, path, body check and handler. */
import type { ControlAnswer } from "./answers.ts";

/** A route of the control API. */
export interface Route {
	readonly method: "GET" | "POST" | "DELETE";
	/** Relative to `/_evenkeel`. Parts in braces are passed to `answer` by name: `/tasks/{id}/kill`. */
	readonly path: string;
	/** The errors of the body. A route without this member takes no body. An empty body counts as `{}`. */
	readonly check?: (body: unknown) => readonly string[];
	readonly answer: (request: RouteRequest) => ControlAnswer | Promise<ControlAnswer>;
}

/** The request data that a route receives. */
export interface RouteRequest {
	/** The decoded values of the path parts in braces. */
	readonly parts: Readonly<Record<string, string>>;
	readonly query: URLSearchParams;
	/** The validated body. */
	readonly body: never;
}

/** The path parameters if the path matches the pattern, else undefined. */
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
