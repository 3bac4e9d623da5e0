/** Observes ECS services, ten per DescribeServices, which proves absence by a failure with the reason MISSING. */
import type { Service, ServiceRevision } from "@aws-sdk/client-ecs";
import { batches, readAll } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import { sameJson } from "../../lib/json.ts";
import { type Identity, identity, nameOf } from "../../model/identity.ts";
import { withIgnored } from "../../model/ignored.ts";
import type { Due, Sights } from "../../model/observing.ts";
import { because } from "../../model/reason.ts";
import { withHandles } from "../../model/references.ts";
import type { Sight } from "../../model/world.ts";
import {
	clusterName,
	dueByIdentity,
	ecsTags,
	lastSeen,
	serviceName,
	tryRead,
	unknownSight,
	unprovedAbsence,
} from "../looking.ts";
import { lastPart } from "../normal-form.ts";
import type { Revision } from "../task-definition/revision.ts";
import { imageFacts } from "./deployed-images.ts";
import { listingOnce, usedEndpoints } from "./endpoints.ts";
import type { ImageFacts, PastDeployment, ServiceFacts, ServiceLook } from "./facts.ts";
import { deployedFields, deploymentHistory } from "./history.ts";
import { isHistoryKept, shownDeployments } from "./history-not-kept.ts";
import { settledHistory } from "./history-settled.ts";
import { followRevision, runningRevision, unconsidered } from "./live-revision.ts";
import { serviceManifest } from "./manifest.ts";
import { isRedeployUnderWay } from "./redeploy.ts";
import { contentOf, revisionsNamed, specOf, taskSetsOf } from "./shown.ts";
import type { ServiceSpec } from "./spec.ts";
import { complaint, failedDeployment, reasonsOf } from "./stopped-tasks.ts";

type ServiceSight = Sight<ServiceSpec, ServiceFacts>;

/** The most names that one DescribeServices takes. */
const batchSize = 10;
export async function observeServices(asked: ServiceLook): Promise<Sights<ServiceSpec, ServiceFacts>> {
	const look = { ...asked, read: listingOnce(asked.read) };
	const due = dueByIdentity(look.due);
	const names = new Set<Identity>(due.keys());
	if (look.sweep) for (const id of await listServices(look)) names.add(id);
	const sights = new Map<Identity, ServiceSight>();
	for (const [cluster, ids] of groupBy([...names].sort(), clusterName)) {
		for (const batch of batches(ids, batchSize)) {
			for (const [id, sight] of await describe(look, cluster, batch, due)) sights.set(id, sight);
		}
	}
	return sights;
}

async function describe(
	look: ServiceLook,
	cluster: string,
	batch: readonly Identity[],
	due: ReadonlyMap<Identity, Due<ServiceSpec, ServiceFacts>>,
): Promise<Map<Identity, ServiceSight>> {
	const tried = await tryRead(() =>
		look.read("ecs:DescribeServices", { cluster, services: batch.map(serviceName), include: ["TAGS"] }),
	);
	if (!tried.ok) {
		// A deleted or missing cluster has no services.
		const absent = tried.failure.code === "ClusterNotFoundException";
		const sight = (id: Identity): ServiceSight =>
			absent ? { status: "absent" } : unknownSight(look, { identity: id, isDue: due.has(id), reason: tried.reason });
		return new Map(batch.map((id) => [id, sight(id)]));
	}
	const sights = new Map<Identity, ServiceSight>();
	const { services = [], failures } = tried.value;
	const shown = new Map(services.map((service) => [service.serviceName, service]));
	for (const id of batch) {
		const service = shown.get(serviceName(id));
		const unproved = service ? undefined : unprovedAbsence(serviceName(id), failures);
		const seen = unproved
			? ({ ok: false, reason: unproved } as const)
			: await tryRead(() => sightOf(look, service, due.get(id) ?? notDue(look, id)));
		sights.set(
			id,
			seen.ok ? seen.value : unknownSight(look, { identity: id, isDue: due.has(id), reason: seen.reason }),
		);
	}
	return sights;
}

/**
 * The request for a service that a full resync finds although it is not due. A declared service is observed with everything
 * that its manifest needs, such as the end of its last deployment, since plans for other services depend on it.
 */
function notDue({ declared, world }: ServiceLook, id: Identity): Due<ServiceSpec, ServiceFacts> {
	// Sound: a kind's own schema or its own `observe` made each entry under its name.
	return {
		identity: id,
		resource: declared.get(id) as Due<ServiceSpec, ServiceFacts>["resource"],
		last: world.get(id) as Due<ServiceSpec, ServiceFacts>["last"],
	};
}

/** The services of all known clusters; a failed list hides only the services of its own cluster. */
async function listServices(look: ServiceLook): Promise<Identity[]> {
	const found: Identity[] = [];
	for (const { identity: id, sight } of look.world.all()) {
		if (!id.startsWith("Cluster/") || sight.status === "absent") continue;
		if (sight.status === "unknown") {
			look.onIncomplete(because("ListFailed", { kind: "Service", within: id, cause: sight.reason }));
			continue;
		}
		const cluster = nameOf(id);
		const listed = await tryRead(() =>
			readAll(look.read, "ecs:ListServices", { cluster, maxResults: 100 }, (page) => page.serviceArns),
		);
		if (!listed.ok && listed.failure.code !== "ClusterNotFoundException") {
			look.onIncomplete(because("ListFailed", { kind: "Service", within: id, cause: listed.reason }));
		}
		for (const arn of listed.ok ? listed.value : []) found.push(identity("Service", cluster, lastPart(arn)));
	}
	return found;
}

async function sightOf(
	look: ServiceLook,
	service: Service | undefined,
	due: Due<ServiceSpec, ServiceFacts>,
): Promise<ServiceSight> {
	if (!service || service.status === "INACTIVE") return { status: "absent" };
	const deployments = service.deployments ?? [];
	const newest = deployments.find(({ status }) => status === "PRIMARY");
	const running = service.runningCount ?? 0;
	const spec = specOf(look, service, newest, due.resource);
	const tags = ecsTags(service.tags);
	const resource = due.resource;
	const runs = await runningRevision(look, service.taskDefinition, resource, lastSeen(due.last)?.facts.runs);
	const unseen = resource && unconsidered(runs, { ...look, resource });
	const images = await imageFacts(look, service);
	const history = await historyOf(look, service, due, { spec, tags, runs, images });
	return {
		status: "present",
		observed: {
			handle: { arn: service.serviceArn ?? "", id: service.serviceName ?? "" },
			spec,
			tags,
			tagsPass: look.pass,
			...(unseen ? { busy: unseen } : {}),
			...(service.status === "DRAINING" ? { busy: because("DeletionInProgress", { runningTasks: running }) } : {}),
			facts: {
				status: service.status ?? "",
				desiredCount: service.desiredCount ?? 0,
				runningCount: running,
				pendingCount: service.pendingCount ?? 0,
				deployments: deployments.map((deployment) => ({
					id: deployment.id ?? "",
					status: deployment.status ?? "",
					rolloutState: deployment.rolloutState ?? "",
					rolloutReason: deployment.rolloutStateReason ?? "",
					taskDefinition: lastPart(deployment.taskDefinition ?? ""),
					createdAtMs: deployment.createdAt?.getTime() ?? 0,
					updatedAtMs: (deployment.updatedAt ?? deployment.createdAt)?.getTime() ?? 0,
					failedTasks: deployment.failedTasks ?? 0,
				})),
				...taskSetsOf(service),
				taskDefinitions: revisionsNamed(service),
				stoppedReasons: await reasonsOf(look, service, failedDeployment(newest, history)),
				...complaint(service, newest),
				history,
				...(runs ? { runs } : {}),
				...(images ? { images } : {}),
				endpoints: await usedEndpoints(look, due.resource),
			},
		},
	};
}

/** The history of deployments, read only where the manifest asks for a deployment. */
async function historyOf(
	look: ServiceLook,
	service: Service,
	due: Due<ServiceSpec, ServiceFacts>,
	{
		spec,
		tags,
		runs,
		images,
	}: {
		readonly spec: Partial<ServiceSpec>;
		readonly tags: Readonly<Record<string, string>>;
		readonly runs: Revision | undefined;
		readonly images: ImageFacts | undefined;
	},
): Promise<readonly PastDeployment[]> {
	const resource = due.resource;
	if (!resource || resource.policy.mode === "observe") return [];
	const { references, normalise } = serviceManifest;
	const followed = followRevision(normalise(withHandles(references, resource.spec, look.world)), runs, {
		...look,
		resource,
	});
	const wanted = withIgnored(followed, spec, resource.policy.ignore);
	const differs = deployedFields.some((field) => wanted[field] !== undefined && !sameJson(wanted[field], spec[field]));
	const isNewer = images !== undefined && images.newer.length > 0;
	if (!differs && !isNewer && !isRedeployUnderWay(resource.policy, tags)) return [];
	const settled = settledHistory(due.last, service, { pinned: resource.policy.followDigest });
	if (settled) return settled;
	const address = { cluster: service.clusterArn ?? "", service: service.serviceName ?? "" };
	const before = lastSeen(due.last)?.facts.history ?? [];
	const options = {
		contentOf: (revision: ServiceRevision) => contentOf(look, revision, resource),
		pinned: resource.policy.followDigest,
	};
	const tried = await tryRead(() => deploymentHistory(look, address, before, options));
	if (tried.ok) return tried.value;
	if (isHistoryKept(service, tried.failure)) throw tried.failure;
	look.onWarning(because("NoDeploymentHistory"));
	return shownDeployments(service);
}
