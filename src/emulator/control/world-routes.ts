/** The control paths that concern the whole embedded AWS: what is there, an empty account, and time. */
import { createBodyCheck } from "../body-check.ts";
import { json, refuse } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

/** A year: what falls due in it happens one by one, so that more would keep everybody waiting. */
const longestJumpSeconds = 31_536_000;

const checkJump = createBodyCheck({
	type: "object",
	properties: { seconds: { type: "number", minimum: 0, maximum: longestJumpSeconds } },
	required: ["seconds"],
	additionalProperties: false,
});

/** The whole: its state, its clock, and a new beginning. */
export function worldRoutes(inside: Inside): readonly Route[] {
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
	];
}
