/**
 * The Registry kind: Cloud Map services, which ECS calls service registries.
 * They are listed by namespace, with everything but tags. UpdateService deletes what it is not sent, so unchanged members
 * are sent too.
 */
import type { ServiceSummary } from "@aws-sdk/client-servicediscovery";
import { readAll } from "../../aws/reads.ts";
import { sameJson } from "../../lib/json.ts";
import type { Change } from "../../model/changes.ts";
import { type Identity, identity, keyOf, nameOf } from "../../model/identity.ts";
import type { Fields, Kind } from "../../model/kind.ts";
import type { Observations, ObserveRequest } from "../../model/observe-request.ts";
import type { AwsRef, Observation } from "../../model/observed-state.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import { madeByEcsTag } from "../../model/tags.ts";
import type { NamespaceSpec } from "../namespace/spec.ts";
import { cloudMapTagList, cloudMapTags, dueByIdentity, proveGone, tryRead, unknownObservation } from "../observing.ts";
import { requestId } from "../request-id.ts";
import { cloudMapTagRules } from "../tag-rules.ts";
import { deletion } from "./deletion.ts";
import type { RegistryFacts } from "./facts.ts";
import { instancesOf } from "./instances.ts";
import { isNamespaceId, registryManifest } from "./manifest.ts";
import type {} from "./reasons.ts";
import { deregisterOrphan } from "./repair.ts";
import type { RegistrySpec } from "./spec.ts";

const remediation = because("DeclareOtherRegistry");

const fields: Fields<RegistrySpec> = {
	Name: { onDrift: "refuse", remediation },
	NamespaceId: { onDrift: "refuse", remediation },
	Description: { onDrift: "update", atDefault: (text) => text === "" },
	DnsConfig: {
		onDrift: "update",
		note: "TTLs are updated; a change of record types or of the routing policy is blocked, since AWS cannot make it.",
	},
	HealthCheckConfig: { onDrift: "update" },
	HealthCheckCustomConfig: { onDrift: "refuse", remediation },
	// Cloud Map sets this type for every service without DNS records; unmanaged records are reported themselves.
	Type: { onDrift: "refuse", remediation, atDefault: () => true },
};

export const registry: Kind<RegistrySpec, RegistryFacts> = {
	name: "Registry",
	manifest: registryManifest,
	fields,
	observe,
	relations: { parent: (id) => (isNamespaceId(nameOf(namespaceIdentity(id))) ? undefined : namespaceIdentity(id)) },
	plan,
	followUp: deregisterOrphan,
	tags: {
		...cloudMapTagRules,
		managedByAws: (tags) => (madeByEcsTag in tags ? because("CreatedByEcs", { tag: madeByEcsTag }) : undefined),
	},
	health: () => ({ status: "Healthy" }),
};

type RegistryObserveRequest = ObserveRequest<RegistrySpec, RegistryFacts>;
type RegistryObservation = Observation<RegistrySpec, RegistryFacts>;

/** One complete list per namespace returns its registries and proves absence. */
async function observe(request: RegistryObserveRequest): Promise<Observations<RegistrySpec, RegistryFacts>> {
	const due = dueByIdentity(request.due);
	const observations = new Map<Identity, RegistryObservation>();
	const namespaces = new Set(request.due.map((item) => namespaceIdentity(item.identity)));
	if (request.fullResync) {
		for (const { identity: id } of request.observedState.all()) if (id.startsWith("Namespace/")) namespaces.add(id);
	}
	for (const namespace of namespaces) {
		const here = request.due.filter((item) => namespaceIdentity(item.identity) === namespace);
		const found = namespaceAwsRef(request, namespace);
		if ("status" in found) {
			if (found.status === "unknown") {
				request.onIncomplete(because("ListFailed", { kind: "Registry", within: namespace, cause: found.reason }));
			}
			for (const item of here) observations.set(item.identity, found);
			continue;
		}
		const listing = await tryRead(() => listRegistries(request, found.id));
		if (!listing.ok) {
			request.onIncomplete(because("ListFailed", { kind: "Registry", within: namespace, cause: listing.reason }));
		}
		const shown = new Map(
			(listing.ok ? listing.value : []).map((summary) => [
				identity("Registry", nameOf(namespace), summary.Name ?? ""),
				summary,
			]),
		);
		for (const id of new Set([...here.map((item) => item.identity), ...(request.fullResync ? shown.keys() : [])])) {
			const summary = shown.get(id);
			const tried = listing.ok
				? await tryRead(async () => observationFor(request, id, found, summary, due.has(id) && !due.get(id)?.resource))
				: listing;
			observations.set(
				id,
				tried.ok
					? tried.value
					: unknownObservation(request, { identity: id, isDue: due.has(id), reason: tried.reason }),
			);
		}
	}
	return observations;
}

/**
 * The namespace of a registry: `Namespace/internal` for `Registry/internal/api`. A namespace that no manifest declares is
 * identified by its id.
 */
function namespaceIdentity(registry: Identity): Identity {
	return identity("Namespace", keyOf(registry)[0]);
}

function namespaceAwsRef(request: RegistryObserveRequest, namespace: Identity): AwsRef | RegistryObservation {
	const name = nameOf(namespace);
	const record = request.observedState.get(namespace);
	// A namespace's name may have the form of an id, so an observed namespace of that name takes precedence.
	if (!record && isNamespaceId(name)) return { id: name, arn: name };
	if (record?.observation.status === "absent" && record.reconcileId === request.reconcileId)
		return { status: "absent" };
	return record?.lastAwsRef ?? { status: "unknown", reason: because("NotObservedYet", { target: namespace }) };
}

function listRegistries(request: RegistryObserveRequest, namespaceId: string): Promise<ServiceSummary[]> {
	return readAll(
		request.read,
		"servicediscovery:ListServices",
		{ Filters: [{ Name: "NAMESPACE_ID", Values: [namespaceId], Condition: "EQ" }] },
		({ Services }) => Services,
	);
}

async function observationFor(
	request: RegistryObserveRequest,
	id: Identity,
	namespace: AwsRef,
	summary: ServiceSummary | undefined,
	mayGo: boolean,
): Promise<RegistryObservation> {
	if (!summary) {
		await proveGone(request, id, "servicediscovery:GetService");
		return { status: "absent" };
	}
	const arn = summary.Arn ?? "";
	const instances = mayGo ? await instancesOf(request.read, summary) : undefined;
	return {
		status: "present",
		observed: {
			awsRef: { arn, id: summary.Id ?? "" },
			spec: registryManifest.normalise({
				Name: summary.Name ?? "",
				NamespaceId: namespace.id,
				Description: summary.Description ?? "",
				...(summary.DnsConfig?.DnsRecords?.length ? { DnsConfig: summary.DnsConfig } : {}),
				...(summary.HealthCheckConfig ? { HealthCheckConfig: summary.HealthCheckConfig } : {}),
				...(summary.HealthCheckCustomConfig ? { HealthCheckCustomConfig: summary.HealthCheckCustomConfig } : {}),
				...(summary.Type === "HTTP" ? { Type: "HTTP" } : {}),
			}),
			...(await cloudMapTags(request, id, arn)),
			facts: {
				inHttpNamespace: isHttp(request, id),
				createdAtMs: summary.CreateDate?.getTime() ?? 0,
				...(instances ? { instances } : {}),
			},
		},
	};
}

function isHttp(request: RegistryObserveRequest, id: Identity): boolean {
	const observation = request.observedState.get(namespaceIdentity(id))?.observation;
	// The cast is safe: only the namespace kind creates observations under a namespace's identity.
	return observation?.status === "present" && (observation.observed.spec as Partial<NamespaceSpec>).Type === "HTTP";
}

function plan(change: Change<RegistrySpec, RegistryFacts>): Step {
	switch (change.verb) {
		case "create": {
			const input = { ...change.desired, CreatorRequestId: requestId(change, change.desired) };
			return {
				outcome: "action",
				call: {
					operation: "servicediscovery:CreateService",
					input: { ...input, DnsConfig: change.desired.DnsConfig as never, Tags: cloudMapTagList(change.tags) },
				},
				reason: because("NotFound"),
			};
		}
		case "update":
			return update(change);
		case "delete":
			return deletion(change.observed.awsRef.id, change.observed.facts.instances, change.because);
	}
}

function update({ desired, observed, fields }: Change<RegistrySpec, RegistryFacts> & { verb: "update" }): Step {
	if (observed.facts.inHttpNamespace) {
		return { outcome: "blocked", reason: because("RegistryInHttpNamespace", { fields }) };
	}
	const want = desired.DnsConfig ?? observed.spec.DnsConfig;
	const shape = (config: RegistrySpec["DnsConfig"]) => [
		config?.RoutingPolicy,
		config?.DnsRecords?.map(({ Type }) => Type),
	];
	if (!sameJson(shape(want), shape(observed.spec.DnsConfig))) {
		return { outcome: "blocked", reason: because("RecordTypesDiffer") };
	}
	const description = desired.Description ?? observed.spec.Description;
	const healthCheck = desired.HealthCheckConfig ?? observed.spec.HealthCheckConfig;
	return {
		outcome: "action",
		call: {
			operation: "servicediscovery:UpdateService",
			input: {
				Id: observed.awsRef.id,
				Service: {
					...(description !== undefined ? { Description: description } : {}),
					...(want ? { DnsConfig: { DnsRecords: want.DnsRecords } } : {}),
					...(healthCheck ? { HealthCheckConfig: healthCheck } : {}),
				},
			},
		},
		reason: because("FieldsDiffer", { fields }),
	};
}
