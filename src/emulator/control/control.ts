/**
 * The control API of the embedded AWS: state, reset, clock, faults, DNS lookups and the routes of each service. It is
 * served under `/_evenkeel/` over HTTP and is also callable in process.
 */

import { type ControlAnswer, refuse } from "./answers.ts";
import { faultRoutes } from "./fault-routes.ts";
import { generalRoutes } from "./general-routes.ts";
import type { Inside } from "./inside.ts";
import { partsOf, type Route } from "./route.ts";

/** An HTTP request to the control API. */
export interface ControlRequest {
	/** HEAD is handled as GET. */
	readonly method: string;
	/** Percent-encoded, without the query. */
	readonly path: string;
	readonly query?: URLSearchParams;
	/** JSON text. */
	readonly body?: string;
}

/** Answers every request; errors are responses with an explanatory sentence. */
export type Control = (request: ControlRequest) => Promise<ControlAnswer>;

/** The prefix of every control path. */
export const controlPrefix = "/_evenkeel";

/** Creates the control API of an emulator. */
export function createControl(inside: Inside): Control {
	const general = [generalRoutes, faultRoutes].flatMap((table) => table(inside));
	return async ({ method, path, query = new URLSearchParams(), body = "" }) => {
		const below = path.slice(controlPrefix.length).replace(/\/+$/, "");
		const routes: readonly Route[] = [...general, ...inside.current().routes];
		const fitting = routes.flatMap((route) => {
			const parts = partsOf(route.path, below);
			return parts ? [{ route, parts }] : [];
		});
		const wanted = method === "HEAD" ? "GET" : method;
		const found = fitting.find(({ route }) => route.method === wanted);
		if (!found) return notThere(method, path, fitting.length > 0 ? fitting.map(({ route }) => route) : routes);
		const { route, parts } = found;
		if (!route.check) return route.answer({ parts, query, body: undefined as never });
		const given = parsed(body);
		const problems = "problem" in given ? [given.problem] : route.check(given.value);
		if (problems.length > 0) return refuse(400, problems.join("\n"));
		return route.answer({ parts, query, body: ("value" in given ? given.value : {}) as never });
	};
}

function parsed(text: string): { readonly value: unknown } | { readonly problem: string } {
	if (text.trim() === "") return { value: {} };
	try {
		return { value: JSON.parse(text) };
	} catch (error) {
		return { problem: `The body is not JSON: ${(error as Error).message}.` };
	}
}

function notThere(method: string, path: string, routes: readonly Route[]): ControlAnswer {
	const known = [...new Set(routes.map((route) => `${route.method} ${controlPrefix}${route.path}`))];
	return refuse(404, [`Not found: ${method} ${path}. Available:`, ...known.map((one) => `  ${one}`)].join("\n"));
}
