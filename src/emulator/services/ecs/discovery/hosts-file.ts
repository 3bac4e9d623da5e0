/**
 * The hosts file of a task, in which Service Connect lists the known endpoints, each at its own proxy address. The list
 * is fixed at the start of the task's deployment (ECS developer guide, Service Connect).
 */

import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";

/** A task's hosts file, as `cat /etc/hosts` prints it in a container. */
export function writeHostsFile(state: EcsState, task: TaskRecord): string {
	return hostLines(state, task)
		.map(({ address, name }) => `${address} ${name}\n`)
		.join("");
}

/** The addresses of a name in a task's hosts file; undefined if it has none and DNS would be queried. */
export function lookUpHost(state: EcsState, task: TaskRecord, name: string): readonly string[] | undefined {
	const wanted = name.replace(/\.$/, "").toLowerCase();
	const lines = hostLines(state, task).filter((line) => line.name.toLowerCase() === wanted);
	return lines.length > 0 ? lines.map(({ address }) => address) : undefined;
}

function hostLines(state: EcsState, task: TaskRecord): { readonly address: string; readonly name: string }[] {
	const address = task.networkInterface?.address;
	const own = address
		? { address, name: `ip-${address.replaceAll(".", "-")}.${state.context.region}.compute.internal` }
		: { address: "172.17.0.2", name: task.id.slice(0, 12) };
	const endpoints = (task.deployment?.connect?.known ?? []).flatMap(({ dnsName }, index) => [
		{ address: `127.255.${(index + 1) >> 8}.${(index + 1) & 255}`, name: dnsName },
		{ address: `2600:f0f0:0:0:0:0:0:${(index + 1).toString(16)}`, name: dnsName },
	]);
	return [{ address: "127.0.0.1", name: "localhost" }, own, ...endpoints];
}
