/** The control paths of tasks: what a task sees, and what goes wrong with it or with tasks to come. */
import { createBodyCheck } from "../body-check.ts";
import { askerOf } from "../dns/extension.ts";
import type { Disturbance } from "../services/ecs/disturbances/disturbances.ts";
import { json, refuse } from "./answers.ts";
import { checkDisturbance, checkFailedHealth, checkFailedStart } from "./disturbance-bodies.ts";
import type { Inside } from "./inside.ts";
import type { Route } from "./route.ts";

const checkNothing = createBodyCheck({ type: "object", maxProperties: 0 });

/** What can be done to tasks and container instances. */
export function taskRoutes({ tasks, disturbances }: Inside): readonly Route[] {
	const noTask = (id: string) =>
		refuse(404, `There is no task ${id} that runs. GET /_evenkeel/state lists the tasks that there are.`);
	const noDisturbance = (id: string) =>
		refuse(404, `There is no disturbance ${id}. GET /_evenkeel/tasks/disturbances lists those in force.`);
	const isFailedStart = ({ disturbance }: { readonly disturbance: Disturbance }) =>
		disturbance.kind === "failedStart" || disturbance.kind === "missing";
	const order = (disturbance: Disturbance) => {
		if (disturbance.task !== undefined && tasks().hostsFile(disturbance.task) === undefined) {
			return noTask(disturbance.task);
		}
		return json(disturbances().order(disturbance), 201);
	};
	const takeBack: Route["answer"] = ({ parts: { id = "" } }) =>
		disturbances().takeBack(id) ? json({ disturbances: disturbances().list() }) : noDisturbance(id);
	return [
		{
			method: "GET",
			path: "/tasks/{id}/hosts",
			answer: ({ parts: { id = "" } }) => {
				const body = tasks().hostsFile(id);
				return body === undefined ? noTask(id) : { statusCode: 200, contentType: "text/plain; charset=utf-8", body };
			},
		},
		{
			method: "GET",
			path: "/tasks/{id}/lookup",
			answer: ({ parts: { id = "" }, query }) => {
				const name = query.get("name");
				if (!name) return refuse(400, "Write the name to look up: …/lookup?name=web.internal.");
				const addresses = tasks().lookup(id, name, askerOf(query));
				return addresses ? json({ name, addresses }) : noTask(id);
			},
		},
		{
			method: "POST",
			path: "/tasks/{id}/kill",
			check: checkNothing,
			answer: ({ parts: { id = "" } }) => (tasks().killTask(id) ? json({ killed: id }) : noTask(id)),
		},
		{
			method: "POST",
			path: "/tasks/{id}/fail-health",
			check: checkFailedHealth,
			answer: ({ parts: { id = "" }, body }) => {
				if (tasks().hostsFile(id) === undefined) return noTask(id);
				const { taskIds } = tasks().disturbTasks({ ...(body as object), kind: "unhealthy", task: id });
				if (taskIds.length > 0) return json({ failing: id });
				return refuse(409, `The task ${id} does not run, or has no container with a health check that could fail.`);
			},
		},
		{
			method: "GET",
			path: "/tasks/fail-starts",
			answer: () => json({ disturbances: disturbances().list().filter(isFailedStart) }),
		},
		{
			method: "POST",
			path: "/tasks/fail-starts",
			check: checkFailedStart,
			answer: ({ body }) => order({ ...(body as { readonly reason: string }), kind: "failedStart" }),
		},
		{
			method: "DELETE",
			path: "/tasks/fail-starts",
			answer: () => {
				for (const { id } of disturbances().list().filter(isFailedStart)) disturbances().takeBack(id);
				return json({ disturbances: disturbances().list() });
			},
		},
		{ method: "DELETE", path: "/tasks/fail-starts/{id}", answer: takeBack },
		{ method: "GET", path: "/tasks/disturbances", answer: () => json({ disturbances: disturbances().list() }) },
		{
			method: "POST",
			path: "/tasks/disturbances",
			check: checkDisturbance,
			answer: ({ body }) => order(body as Disturbance),
		},
		{ method: "DELETE", path: "/tasks/disturbances/{id}", answer: takeBack },
		{
			method: "POST",
			path: "/container-instances/{id}/terminate",
			check: checkNothing,
			answer: ({ parts: { id = "" } }) =>
				tasks().terminateInstance(id)
					? json({ terminated: id })
					: refuse(404, `There is no container instance ${id}. GET /_evenkeel/state lists those that there are.`),
		},
	];
}
