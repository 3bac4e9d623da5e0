/** Control routes of tasks: name resolution inside a task, and failures of current and future tasks. */
import { createBodyCheck } from "../../../body-check.ts";
import { json, refuse } from "../../../control/answers.ts";
import type { Route } from "../../../control/route.ts";
import { askerOf } from "../../../dns/extension.ts";
import type { ChaosBook, ChaosState } from "../chaos/rule-book.ts";
import type { ChaosRule } from "../chaos/rules.ts";
import type { EcsTools } from "../tools.ts";

type Members = Readonly<Record<string, object>>;

const text = { type: "string", minLength: 1 };
const durationMs = { type: "number", minimum: 0 };
const selection: Members = { service: text, family: text, task: text, count: { type: "integer", minimum: 1 } };
const inContainer: Members = { container: text, afterMs: durationMs };

/** Describes a chaos rule in a request: the allowed and the required members of each effect. */
const kinds: Readonly<Record<ChaosRule["kind"], readonly [Members, required?: readonly string[]]>> = {
	failedStart: [{ reason: text, container: text }, ["reason"]],
	missing: [{ what: { enum: ["image", "secret", "log"] }, container: text }, ["what"]],
	exit: [{ ...inContainer, exitCode: { type: "integer", minimum: 0, maximum: 255 } }, ["exitCode"]],
	outOfMemory: [inContainer],
	unhealthy: [inContainer],
	spotInterruption: [{ afterMs: durationMs }],
	noCapacity: [{}],
	slowStart: [{ delayMs: durationMs }, ["delayMs"]],
	slowStop: [{ delayMs: durationMs }, ["delayMs"]],
};

/** A complete rule. */
const checkChaosRule = createBodyCheck({
	type: "object",
	required: ["kind"],
	discriminator: { propertyName: "kind" },
	oneOf: Object.entries(kinds).map(([kind, [members, required = []]]) =>
		bodyOf({ ...selection, ...members, kind: { const: kind } }, ["kind", ...required]),
	),
});

/** Failed starts with a stopped reason. */
const checkFailedStart = createBodyCheck(bodyOf({ ...selection, ...kinds.failedStart[0] }, ["reason"]));

/** The health check of one task, named in the path. */
const checkFailedHealth = createBodyCheck(bodyOf(inContainer, []));

function bodyOf(properties: Members, required: readonly string[]) {
	return { type: "object", properties, required, additionalProperties: false };
}

const checkNothing = createBodyCheck({ type: "object", maxProperties: 0 });

/** The routes for tasks and container instances. */
export function taskRoutes(tools: EcsTools, chaos: ChaosBook): readonly Route[] {
	const noTask = (id: string) =>
		refuse(404, `Task ${id} is not running. GET /_evenkeel/state lists the existing tasks.`);
	const noRule = (id: string) =>
		refuse(404, `Chaos rule ${id} not found. GET /_evenkeel/tasks/chaos lists the active ones.`);
	const isFailedStart = ({ rule }: ChaosState) => rule.kind === "failedStart" || rule.kind === "missing";
	const add = (rule: ChaosRule) => {
		if (rule.task !== undefined && tools.hostsFile(rule.task) === undefined) return noTask(rule.task);
		return json(chaos.add(rule), 201);
	};
	const remove: Route["answer"] = ({ parts: { id = "" } }) =>
		chaos.remove(id) ? json({ chaos: chaos.list() }) : noRule(id);
	return [
		{
			method: "GET",
			path: "/tasks/{id}/hosts",
			answer: ({ parts: { id = "" } }) => {
				const body = tools.hostsFile(id);
				return body === undefined ? noTask(id) : { statusCode: 200, contentType: "text/plain; charset=utf-8", body };
			},
		},
		{
			method: "GET",
			path: "/tasks/{id}/lookup",
			answer: ({ parts: { id = "" }, query }) => {
				const name = query.get("name");
				if (!name) return refuse(400, "Write the name to look up: …/lookup?name=web.internal.");
				const addresses = tools.lookup(id, name, askerOf(query));
				return addresses ? json({ name, addresses }) : noTask(id);
			},
		},
		{
			method: "POST",
			path: "/tasks/{id}/kill",
			check: checkNothing,
			answer: ({ parts: { id = "" } }) => (tools.killTask(id) ? json({ killed: id }) : noTask(id)),
		},
		{
			method: "POST",
			path: "/tasks/{id}/fail-health",
			check: checkFailedHealth,
			answer: ({ parts: { id = "" }, body }) => {
				if (tools.hostsFile(id) === undefined) return noTask(id);
				const { taskIds } = tools.applyChaos({ ...(body as object), kind: "unhealthy", task: id });
				if (taskIds.length > 0) return json({ failing: id });
				return refuse(409, `Task ${id} is not running or has no container with a health check.`);
			},
		},
		{
			method: "GET",
			path: "/tasks/fail-starts",
			answer: () => json({ chaos: chaos.list().filter(isFailedStart) }),
		},
		{
			method: "POST",
			path: "/tasks/fail-starts",
			check: checkFailedStart,
			answer: ({ body }) => add({ ...(body as { readonly reason: string }), kind: "failedStart" }),
		},
		{
			method: "DELETE",
			path: "/tasks/fail-starts",
			answer: () => {
				for (const { id } of chaos.list().filter(isFailedStart)) chaos.remove(id);
				return json({ chaos: chaos.list() });
			},
		},
		{ method: "DELETE", path: "/tasks/fail-starts/{id}", answer: remove },
		{ method: "GET", path: "/tasks/chaos", answer: () => json({ chaos: chaos.list() }) },
		{
			method: "POST",
			path: "/tasks/chaos",
			check: checkChaosRule,
			answer: ({ body }) => add(body as ChaosRule),
		},
		{ method: "DELETE", path: "/tasks/chaos/{id}", answer: remove },
		{
			method: "POST",
			path: "/container-instances/{id}/terminate",
			check: checkNothing,
			answer: ({ parts: { id = "" } }) =>
				tools.terminateInstance(id)
					? json({ terminated: id })
					: refuse(404, `Container instance ${id} not found. GET /_evenkeel/state lists the existing ones.`),
		},
	];
}
