/** The control paths of the whole embedded AWS: its state, a new beginning, time, and what DNS answers. */
import { createBodyCheck } from "../body-check.ts";
import { askerOf } from "../dns/extension.ts";
import { json, refuse } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

/** A year: what falls due in it happens one by one, so a longer jump would take too long. */
const longestJumpSeconds = 31_536_000;

const checkJump = createBodyCheck({
	type: "object",
	properties: { seconds: { type: "number", minimum: 0, maximum: longestJumpSeconds } },
	required: ["seconds"],
	additionalProperties: false,
});

/** See above. */
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
				if (!inside.advance) return refuse(409, "The clock of this emulator cannot be moved by hand.");
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
