/**
 * Pure function. Compares the results of one inspection: running tasks, instances and record sets must agree. Pending
 * changes and states that AWS does not show are no mismatch; instances that ECS did not register belong to others.
 */
import type { Task } from "@aws-sdk/client-ecs";
import { identity } from "../model/identity.ts";
import { because, type Reason } from "../model/reason.ts";
import { compareRecords } from "./compare-records.ts";
import { type Finding, type InstanceView, type RegistrySnapshot, taskIdOf } from "./inspect.ts";
import type {} from "./reasons.ts";
import type { RegistryService } from "./registry-target.ts";

/** How long a task may run before it must be registered, in milliseconds. */
const registrationMs = 60_000;

/** The mismatches of one registry at `nowMs` on the wall clock, in the order of instances. */
export function compare(snapshot: RegistrySnapshot, nowMs: number): readonly Finding[] {
	const { target, instances } = snapshot;
	const byId = new Map(instances.map((instance) => [instance.id, instance]));
	const findings: Finding[] = [];
	const find = (finding: Omit<Finding, "registry">) => findings.push({ registry: target.registry, ...finding });
	for (const { task, service } of snapshot.tasks) {
		const instanceId = taskIdOf(task.taskArn);
		const instance = byId.get(instanceId);
		const about = { instanceId, service: service.identity };
		const missing = instance ? hidden(snapshot, task) : absent(snapshot, { task, service, nowMs });
		if (missing) find({ ...about, kind: "missing_instance", reason: missing });
		const wrong = instance && addressDifference(instance, task, service);
		if (wrong) find({ ...about, kind: "wrong_address", reason: wrong });
	}
	for (const { id: instanceId, attributes } of instances) {
		if (!snapshot.ended.has(instanceId)) continue;
		const reason = because("InstanceOfEndedTask", { instance: instanceId });
		const service = identity("Service", attributes.ECS_CLUSTER_NAME ?? "", attributes.ECS_SERVICE_NAME ?? "");
		find({ instanceId, service, kind: "orphan_instance", reason });
	}
	for (const finding of compareRecords(snapshot)) find(finding);
	return findings.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** A key that is unique for each mismatch of a registry. */
export function keyOf({ instanceId, kind }: Pick<Finding, "instanceId" | "kind">): string {
	return `${instanceId} ${kind}`;
}

function absent(
	{ target }: RegistrySnapshot,
	{ task, service, nowMs }: { readonly task: Task; readonly service: RegistryService; readonly nowMs: number },
): Reason | undefined {
	const startedAtMs = task.startedAt?.getTime() ?? nowMs;
	const isSteady = task.lastStatus === "RUNNING" && task.desiredStatus === "RUNNING";
	if (!isSteady || nowMs - startedAtMs < registrationMs) return undefined;
	// Tasks of an older deployment register as that deployment specified; an unhealthy task is about to be replaced.
	if (task.startedBy !== service.primaryDeployment || task.healthStatus === "UNHEALTHY") return undefined;
	return because("TaskNotRegistered", {
		task: taskIdOf(task.taskArn),
		service: service.identity,
		registry: target.registry,
	});
}

/** Only for tasks with a container health check does ECS show the expected health. */
function hidden({ health }: RegistrySnapshot, { taskArn, healthStatus }: Task): Reason | undefined {
	const id = taskIdOf(taskArn);
	if (healthStatus !== "HEALTHY" || health.get(id) !== "UNHEALTHY") return undefined;
	return because("InstanceHidden", { task: id });
}

function addressDifference({ id, attributes }: InstanceView, task: Task, service: RegistryService): Reason | undefined {
	const registered = attributes.AWS_INSTANCE_IPV4;
	const own = addressOf(task);
	// In bridge and host mode the address is that of the container instance, which ECS does not show.
	if (registered && own && registered !== own) {
		return because("AddressDiffers", { instance: id, registered, actual: own });
	}
	const port = Number(attributes.AWS_INSTANCE_PORT);
	const ports = portsOf(task, service);
	if (!port || ports.length === 0 || ports.includes(port)) return undefined;
	return because("PortDiffers", { instance: id, registered: port, actual: ports });
}

function addressOf({ attachments }: Task): string | undefined {
	const details = (attachments ?? []).flatMap((attachment) => attachment.details ?? []);
	return details.find(({ name }) => name === "privateIPv4Address")?.value;
}

/** The ports at which a task is reachable from outside; empty if ECS does not show them. */
function portsOf(task: Task, { port, containerName, containerPort }: RegistryService): readonly number[] {
	if (port !== undefined) return [port];
	if (containerPort === undefined) return [];
	if (addressOf(task)) return [containerPort];
	const bindings = task.containers?.find(({ name }) => name === containerName)?.networkBindings ?? [];
	return bindings.flatMap((binding) =>
		binding.containerPort === containerPort && binding.hostPort !== undefined ? [binding.hostPort] : [],
	);
}
