/**
 * The hosts file of a task: where Service Connect puts the endpoints that the task knows, each at an address of its own at
 * which the proxy listens. They are fixed when the task's deployment began (ECS developer guide, Service Connect).
 */

import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";

/** A task's hosts file, as `cat /etc/hosts` in one of its containers shows it. */
export function writeHostsFile(state: EcsState, task: TaskRecord): string {
	return hostLines(state, task)
		.map(({ address, name }) => `${address} ${name}\n`)
		.join("");
}

/** The addresses that a task's hosts file has for a name; undefined where it has none and DNS would be asked. */
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
