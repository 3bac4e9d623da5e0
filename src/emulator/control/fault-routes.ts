/** Control routes that add, list and remove fault rules. */
import type { FaultRule } from "../front/fault-rule.ts";
import { json, refuse } from "./answers.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

/** The routes for fault rules. */
export function faultRoutes({ current }: Inside): readonly Route[] {
	const faults = () => current().faults;
	return [
		{ method: "GET", path: "/faults", answer: () => json({ faults: faults().list() }) },
		{
			method: "POST",
			path: "/faults",
			check: (body) => faults().problems(body),
			answer: ({ body }) => {
				faults().add(body as FaultRule);
				return json(faults().list().at(-1), 201);
			},
		},
		{
			method: "DELETE",
			path: "/faults",
			answer: () => {
				faults().clear();
				return json({ faults: [] });
			},
		},
		{
			method: "DELETE",
			path: "/faults/{id}",
			answer: ({ parts: { id = "" } }) =>
				faults().remove(id)
					? json({ faults: faults().list() })
					: refuse(404, `Fault ${id} not found. GET /_evenkeel/faults lists the existing ones.`),
		},
	];
}
