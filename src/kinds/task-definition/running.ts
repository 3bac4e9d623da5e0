/**
 * Reads which revisions the services of a family run now.
 * A revision that CI has just rolled out must not be missed: a new revision with an older image would revert CI's
 * deployment.
 */

import { batches } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import type { Identity } from "../../model/identity.ts";
import { resourceOf } from "../../model/kinds.ts";
import type { ObserveRequest } from "../../model/observe-request.ts";
import type { Reason } from "../../model/reason.ts";
import { clusterName, serviceName, tryRead, unprovedAbsence } from "../observing.ts";
import { serviceRef } from "../service/ref.ts";

/** Revision ARNs, sorted; or the reason why they are unknown. */
export type Running =
	| { readonly ok: true; readonly arns: readonly string[] }
	| { readonly ok: false; readonly reason: Reason };

type ReadRequest = Pick<ObserveRequest<object, object>, "read" | "declared">;

/** The most names that one DescribeServices takes. */
const batchSize = 10;

/** What the declared services that refer to these task definitions run; every family has an entry. */
export async function readRunning(
	request: ReadRequest,
	families: ReadonlySet<Identity>,
): Promise<ReadonlyMap<Identity, Running>> {
	const familyOf = new Map<Identity, Identity>();
	for (const resource of request.declared.values()) {
		const family = resourceOf(serviceRef, resource)?.spec.taskDefinition as Identity | undefined;
		if (family && families.has(family)) familyOf.set(resource.identity, family);
	}
	const running = new Map<Identity, Running>();
	for (const [cluster, services] of groupBy([...familyOf.keys()].sort(), clusterName)) {
		for (const batch of batches(services, batchSize)) {
			for (const [service, runs] of await describe(request, cluster, batch)) running.set(service, runs);
		}
	}
	const ofFamily = groupBy(running.keys(), (service) => familyOf.get(service));
	return new Map(
		[...families].map((family) => [family, together((ofFamily.get(family) ?? []).map((id) => running.get(id)))]),
	);
}

/** One service that could not be observed makes the result unknown. */
function together(all: readonly (Running | undefined)[]): Running {
	const unseen = all.find((running) => running?.ok === false);
	if (unseen) return unseen;
	const arns = all.flatMap((running) => (running?.ok ? running.arns : []));
	return { ok: true, arns: [...new Set(arns)].sort() };
}

async function describe(
	{ read }: ReadRequest,
	cluster: string,
	batch: readonly Identity[],
): Promise<Map<Identity, Running>> {
	const tried = await tryRead(() => read("ecs:DescribeServices", { cluster, services: batch.map(serviceName) }));
	if (!tried.ok) {
		// A cluster that does not exist has no services.
		const isAbsent = tried.failure.code === "ClusterNotFoundException";
		return new Map(batch.map((id) => [id, isAbsent ? { ok: true, arns: [] } : { ok: false, reason: tried.reason }]));
	}
	const { services = [], failures } = tried.value;
	const shown = new Map(services.map((service) => [service.serviceName, service]));
	return new Map(
		batch.map((id): [Identity, Running] => {
			const service = shown.get(serviceName(id));
			const unproved = service ? undefined : unprovedAbsence(serviceName(id), failures);
			if (unproved !== undefined) return [id, { ok: false, reason: unproved }];
			const arn = service?.status === "INACTIVE" ? undefined : service?.taskDefinition;
			return [id, { ok: true, arns: arn === undefined ? [] : [arn] }];
		}),
	);
}
