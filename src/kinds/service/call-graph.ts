/**
 * Which services call which over Service Connect, as declared.
 * The graph is computed once per set of manifests. It has a node for each name and each service, so its size is linear in
 * the manifests even if many services publish one name.
 */

import { oncePer } from "../../lib/once-per.ts";
import type { Identity } from "../../model/identity.ts";
import { resourceOf } from "../../model/kinds.ts";
import type { Resource } from "../../model/manifest.ts";
import { serviceRef } from "./ref.ts";
import type { ServiceSpec } from "./spec.ts";

type Service = Resource<ServiceSpec>;

export interface CallGraph {
	/** The services that a service calls, in manifest order; it may call itself. */
	readonly publishers: (service: Service) => readonly Service[];
	/** Equal for services that call each other, directly or indirectly; undefined for a service without callers. */
	readonly circleOf: (service: Service) => number | undefined;
}

/** The call graph, computed once for each set of manifests; a loaded set never changes. */
export const callGraph = oncePer((declared: ReadonlyMap<Identity, Resource>) =>
	makeGraph([...declared.values()].flatMap((one) => resourceOf(serviceRef, one) ?? [])),
);

function makeGraph(services: readonly Service[]): CallGraph {
	const place = new Map(services.map((service, index) => [service.identity, index]));
	const byName = new Map<string, Service[]>();
	const byNamespace = new Map<string, Service[]>();
	const calls = new Map<string, readonly string[]>();
	for (const service of services) {
		const namespace = namespaceOf(service);
		if (namespace === undefined) continue;
		const names = publishedNames(service.spec);
		if (names.length > 0) append(byNamespace, namespace, service);
		for (const name of new Set(names)) append(byName, nameKey(namespace, name), service);
		// A service that publishes nothing has no callers, so it is in no cycle.
		if (names.length > 0) calls.set(service.identity, keysUsed(service, namespace));
	}
	for (const [name, publishers] of byName)
		calls.set(
			name,
			publishers.map(({ identity }) => identity),
		);
	const circles = circlesOf(calls);
	return {
		circleOf: ({ identity }) => circles.get(identity),
		publishers: (service) => {
			const namespace = namespaceOf(service);
			if (namespace === undefined) return [];
			const callsAll = service.policy.uses.length === 0 && publishedNames(service.spec).length === 0;
			if (callsAll) return byNamespace.get(namespace) ?? [];
			const found = new Set(keysUsed(service, namespace).flatMap((name) => byName.get(name) ?? []));
			return [...found].sort((a, b) => (place.get(a.identity) ?? 0) - (place.get(b.identity) ?? 0));
		},
	};
}

/** The names that a service publishes to its namespace. */
function publishedNames({ serviceConnectConfiguration: connect }: ServiceSpec): readonly string[] {
	return (connect?.services ?? []).map(({ discoveryName, portName }) => discoveryName ?? portName ?? "");
}

/** Services without a namespace of their own use the default of their cluster, so the cluster identifies it. */
function namespaceOf({ spec: { cluster, serviceConnectConfiguration: connect } }: Service): string | undefined {
	if (!connect?.enabled) return undefined;
	return connect.namespace === undefined ? `default of ${cluster}` : `own ${connect.namespace}`;
}

function keysUsed({ policy }: Service, namespace: string): readonly string[] {
	return [...new Set(policy.uses)].map((name) => nameKey(namespace, name));
}

/** No name contains the zero byte, so the node of a name never equals the node of a service. */
function nameKey(namespace: string, name: string): string {
	return `${namespace}\u0000${name}`;
}

function append(lists: Map<string, Service[]>, key: string, service: Service): void {
	const list = lists.get(key);
	if (list) list.push(service);
	else lists.set(key, [service]);
}

/**
 * The cycle number of each node: nodes that reach each other share one. Tarjan's strongly connected components in linear
 * time, without recursion, since a call chain may be long.
 */
function circlesOf(lines: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
	const circles = new Map<string, number>();
	const found = new Map<string, number>();
	const lowest = new Map<string, number>();
	const open: string[] = [];
	const path: { readonly point: string; next: number }[] = [];
	const enter = (point: string) => {
		found.set(point, found.size);
		lowest.set(point, found.size - 1);
		open.push(point);
		path.push({ point, next: 0 });
	};
	const lower = (point: string, to: number | undefined) =>
		void lowest.set(point, Math.min(lowest.get(point) ?? 0, to ?? Number.POSITIVE_INFINITY));
	for (const start of lines.keys()) {
		if (!found.has(start)) enter(start);
		for (let step = path.at(-1); step; step = path.at(-1)) {
			const { point } = step;
			const target = lines.get(point)?.[step.next];
			step.next += 1;
			if (target !== undefined) {
				if (!found.has(target)) enter(target);
				else if (!circles.has(target)) lower(point, found.get(target));
				continue;
			}
			path.pop();
			const before = path.at(-1);
			if (before) lower(before.point, lowest.get(point));
			if (lowest.get(point) === found.get(point)) close(open, point, circles);
		}
	}
	return circles;
}

/** Every node found since `point` that is in no cycle yet is in this one. */
function close(open: string[], point: string, circles: Map<string, number>): void {
	const number = circles.size;
	for (let last = open.pop(); last !== undefined; last = open.pop()) {
		circles.set(last, number);
		if (last === point) return;
	}
}
