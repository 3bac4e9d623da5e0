/** The control path of names: what DNS says, and to whom. */
import { askerOf } from "../dns/extension.ts";
import { json } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

/** Look-ups, as DNS would answer them. */
export function dnsRoutes({ current }: Inside): readonly Route[] {
	return [
		{
			method: "GET",
			path: "/lookup",
			answer: ({ query }) => {
				const question = { name: query.get("name") ?? "", type: (query.get("type") ?? "A").toUpperCase() };
				return json({ ...question, ...current().resolveDns({ ...question, asker: askerOf(query) }) });
			},
		},
	];
}
