/** Control routes of the embedded AWS as a whole: state, reset, clock and DNS lookups. */
import { createBodyCheck } from "../body-check.ts";
import { askerOf } from "../dns/extension.ts";
import { json, refuse } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

/** One year. Each timer fires individually, so a longer jump would take too long. */
const longestJumpSeconds = 31_536_000;

const checkJump = createBodyCheck({
	type: "object",
	properties: { seconds: { type: "number", minimum: 0, maximum: longestJumpSeconds } },
	required: ["seconds"],
	additionalProperties: false,
});

/** The routes that do not belong to a single service. */
export function generalRoutes(inside: Inside): readonly Route[] {
	const { account, region } = inside;
	const time = () => new Date(inside.now()).toISOString();
	return [
		{
			method: "GET",
			path: "/state",
			answer: () => {
				const { overview, faults } = inside.current();
				return json({ account, region, time: time(), ...overview(), faults: faults.list() });
			},
		},
		{
			method: "POST",
			path: "/reset",
			answer: () => {
				inside.reset();
				return json({ account, region, time: time() });
			},
		},
		{
			method: "POST",
			path: "/advance",
			check: checkJump,
			answer: async ({ body }) => {
				const { seconds } = body as { readonly seconds: number };
				if (!inside.advance) return refuse(409, "The clock of this emulator cannot be advanced manually.");
				await inside.advance(seconds * 1000);
				return json({ time: time() });
			},
		},
		{
			method: "GET",
			path: "/lookup",
			answer: ({ query }) => {
				const question = { name: query.get("name") ?? "", type: (query.get("type") ?? "A").toUpperCase() };
				return json({ ...question, ...inside.current().resolveDns({ ...question, asker: askerOf(query) }) });
			},
		},
	];
}
