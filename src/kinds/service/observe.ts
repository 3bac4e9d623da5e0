/** Observes ECS services, ten per DescribeServices, which proves absence by a failure with the reason MISSING. */
import type { Service, ServiceRevision } from "@aws-sdk/client-ecs";
import { batches, readAll } from "../../aws/reads.ts";
import { groupBy } from "../../lib/group.ts";
import { sameJson } from "../../lib/json.ts";
import { type Identity, identity, nameOf } from "../../model/identity.ts";
import { withIgnored } from "../../model/ignored.ts";
import type { Due, Observations } from "../../model/observe-request.ts";
import type { Observation } from "../../model/observed-state.ts";
import { because } from "../../model/reason.ts";
import { withAwsRefs } from "../../model/references.ts";
import { lastPart } from "../normal-form.ts";
import {
	clusterName,
	dueByIdentity,
	ecsTags,
	lastObserved,
	serviceName,
	tryRead,
	unknownObservation,
	unprovedAbsence,
} from "../observing.ts";
import type { Revision } from "../task-definition/revision.ts";
import { imageFacts } from "./deployed-images.ts";
import { listingOnce, usedEndpoints } from "./endpoints.ts";
import type { ImageFacts, PastDeployment, ServiceFacts, ServiceObserveRequest } from "./facts.ts";
import { deployedFields, deploymentHistory } from "./history.ts";
import { isHistoryKept, shownDeployments } from "./history-not-kept.ts";
import { settledHistory } from "./history-settled.ts";
import { followRevision, revisionNotObservedYet, runningRevision } from "./live-revision.ts";
import { serviceManifest } from "./manifest.ts";
import { contentOf, revisionsNamed, specOf, taskSetsOf } from "./observed-spec.ts";
import { isRedeployUnderWay } from "./redeploy.ts";
import type { ServiceSpec } from "./spec.ts";
import { failedDeployment, placementProblem, reasonsOf } from "./stopped-tasks.ts";

type ServiceObservation = Observation<ServiceSpec, ServiceFacts>;

/** The most names that one DescribeServices takes. */
const batchSize = 10;
export async function observeServices(asked: ServiceObserveRequest): Promise<Observations<ServiceSpec, ServiceFacts>> {
	const request = { ...asked, read: listingOnce(asked.read) };
	const due = dueByIdentity(request.due);
	const names = new Set<Identity>(due.keys());
	if (request.fullResync) for (const id of await listServices(request)) names.add(id);
	const observations = new Map<Identity, ServiceObservation>();
	for (const [cluster, ids] of groupBy([...names].sort(), clusterName)) {
		for (const batch of batches(ids, batchSize)) {
			for (const [id, observation] of await describe(request, cluster, batch, due)) observations.set(id, observation);
		}
	}
	return observations;
}

async function describe(
	request: ServiceObserveRequest,
	cluster: string,
	batch: readonly Identity[],
	due: ReadonlyMap<Identity, Due<ServiceSpec, ServiceFacts>>,
): Promise<Map<Identity, ServiceObservation>> {
	const tried = await tryRead(() =>
		request.read("ecs:DescribeServices", { cluster, services: batch.map(serviceName), include: ["TAGS"] }),
	);
	if (!tried.ok) {
		// A deleted or missing cluster has no services.
		const absent = tried.failure.code === "ClusterNotFoundException";
		const observation = (id: Identity): ServiceObservation =>
			absent
				? { status: "absent" }
				: unknownObservation(request, { identity: id, isDue: due.has(id), reason: tried.reason });
		return new Map(batch.map((id) => [id, observation(id)]));
	}
	const observations = new Map<Identity, ServiceObservation>();
	const { services = [], failures } = tried.value;
	const shown = new Map(services.map((service) => [service.serviceName, service]));
	for (const id of batch) {
		const service = shown.get(serviceName(id));
		const unproved = service ? undefined : unprovedAbsence(serviceName(id), failures);
		const seen = unproved
			? ({ ok: false, reason: unproved } as const)
			: await tryRead(() => observationFor(request, service, due.get(id) ?? notDue(request, id)));
		observations.set(
			id,
			seen.ok ? seen.value : unknownObservation(request, { identity: id, isDue: due.has(id), reason: seen.reason }),
		);
	}
	return observations;
}

/**
 * The request for a service that a full resync finds although it is not due. A declared service is observed with everything
 * that its manifest needs, such as the end of its last deployment, since plans for other services depend on it.
 */
function notDue({ declared, observedState }: ServiceObserveRequest, id: Identity): Due<ServiceSpec, ServiceFacts> {
	// The cast is safe: a kind's own schema or its own `observe` made each entry under its name.
	return {
		identity: id,
		resource: declared.get(id) as Due<ServiceSpec, ServiceFacts>["resource"],
		last: observedState.get(id) as Due<ServiceSpec, ServiceFacts>["last"],
	};
}

/** The services of all known clusters; a failed list hides only the services of its own cluster. */
async function listServices(request: ServiceObserveRequest): Promise<Identity[]> {
	const found: Identity[] = [];
	for (const { identity: id, observation } of request.observedState.all()) {
		if (!id.startsWith("Cluster/") || observation.status === "absent") continue;
		if (observation.status === "unknown") {
			request.onIncomplete(because("ListFailed", { kind: "Service", within: id, cause: observation.reason }));
			continue;
		}
		const cluster = nameOf(id);
		const listed = await tryRead(() =>
			readAll(request.read, "ecs:ListServices", { cluster, maxResults: 100 }, (page) => page.serviceArns),
		);
		if (!listed.ok && listed.failure.code !== "ClusterNotFoundException") {
			request.onIncomplete(because("ListFailed", { kind: "Service", within: id, cause: listed.reason }));
		}
		for (const arn of listed.ok ? listed.value : []) found.push(identity("Service", cluster, lastPart(arn)));
	}
	return found;
}

async function observationFor(
	request: ServiceObserveRequest,
	service: Service | undefined,
	due: Due<ServiceSpec, ServiceFacts>,
): Promise<ServiceObservation> {
	if (!service || service.status === "INACTIVE") return { status: "absent" };
	const deployments = service.deployments ?? [];
	const newest = deployments.find(({ status }) => status === "PRIMARY");
	const running = service.runningCount ?? 0;
	const spec = specOf(request, service, newest, due.resource);
	const tags = ecsTags(service.tags);
	const resource = due.resource;
	const runs = await runningRevision(request, service.taskDefinition, resource, lastObserved(due.last)?.facts.runs);
	const unseen = resource && revisionNotObservedYet(runs, { ...request, resource });
	const images = await imageFacts(request, service);
	const history = await historyOf(request, service, due, { spec, tags, runs, images });
	return {
		status: "present",
		observed: {
			awsRef: { arn: service.serviceArn ?? "", id: service.serviceName ?? "" },
			spec,
			tags,
			tagsReconcileId: request.reconcileId,
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
				stoppedReasons: await reasonsOf(request, service, failedDeployment(newest, history)),
				...placementProblem(service, newest),
				history,
				...(runs ? { runs } : {}),
				...(images ? { images } : {}),
				endpoints: await usedEndpoints(request, due.resource),
			},
		},
	};
}

/** The history of deployments, read only where the manifest asks for a deployment. */
async function historyOf(
	request: ServiceObserveRequest,
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
	const followed = followRevision(normalise(withAwsRefs(references, resource.spec, request.observedState)), runs, {
		...request,
		resource,
	});
	const wanted = withIgnored(followed, spec, resource.policy.ignore);
	const differs = deployedFields.some((field) => wanted[field] !== undefined && !sameJson(wanted[field], spec[field]));
	const isNewer = images !== undefined && images.newer.length > 0;
	if (!differs && !isNewer && !isRedeployUnderWay(resource.policy, tags)) return [];
	const settled = settledHistory(due.last, service, { pinned: resource.policy.followDigest });
	if (settled) return settled;
	const address = { cluster: service.clusterArn ?? "", service: service.serviceName ?? "" };
	const before = lastObserved(due.last)?.facts.history ?? [];
	const options = {
		contentOf: (revision: ServiceRevision) => contentOf(request, revision, resource),
		pinned: resource.policy.followDigest,
	};
	const tried = await tryRead(() => deploymentHistory(request, address, before, options));
	if (tried.ok) return tried.value;
	if (isHistoryKept(service, tried.failure)) throw tried.failure;
	request.onWarning(because("NoDeploymentHistory"));
	return shownDeployments(service);
}
