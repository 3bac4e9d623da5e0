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
import type { Look, Sights } from "../../model/observing.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import { madeByEcsTag } from "../../model/tags.ts";
import type { Handle, Sight } from "../../model/world.ts";
import { cloudMapTagList, cloudMapTags, dueByIdentity, proveGone, tryRead, unknownSight } from "../looking.ts";
import type { NamespaceSpec } from "../namespace/spec.ts";
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

type RegistryLook = Look<RegistrySpec, RegistryFacts>;
type RegistrySight = Sight<RegistrySpec, RegistryFacts>;

/** One complete list per namespace returns its registries and proves absence. */
async function observe(look: RegistryLook): Promise<Sights<RegistrySpec, RegistryFacts>> {
	const due = dueByIdentity(look.due);
	const sights = new Map<Identity, RegistrySight>();
	const namespaces = new Set(look.due.map((item) => namespaceIdentity(item.identity)));
	if (look.sweep) {
		for (const { identity: id } of look.world.all()) if (id.startsWith("Namespace/")) namespaces.add(id);
	}
	for (const namespace of namespaces) {
		const here = look.due.filter((item) => namespaceIdentity(item.identity) === namespace);
		const found = namespaceHandle(look, namespace);
		if ("status" in found) {
			if (found.status === "unknown") {
				look.onIncomplete(because("ListFailed", { kind: "Registry", within: namespace, cause: found.reason }));
			}
			for (const item of here) sights.set(item.identity, found);
			continue;
		}
		const listing = await tryRead(() => listRegistries(look, found.id));
		if (!listing.ok) {
			look.onIncomplete(because("ListFailed", { kind: "Registry", within: namespace, cause: listing.reason }));
		}
		const shown = new Map(
			(listing.ok ? listing.value : []).map((summary) => [
				identity("Registry", nameOf(namespace), summary.Name ?? ""),
				summary,
			]),
		);
		for (const id of new Set([...here.map((item) => item.identity), ...(look.sweep ? shown.keys() : [])])) {
			const summary = shown.get(id);
			const tried = listing.ok
				? await tryRead(async () => sightOf(look, id, found, summary, due.has(id) && !due.get(id)?.resource))
				: listing;
			sights.set(
				id,
				tried.ok ? tried.value : unknownSight(look, { identity: id, isDue: due.has(id), reason: tried.reason }),
			);
		}
	}
	return sights;
}

/**
 * The namespace of a registry: `Namespace/internal` for `Registry/internal/api`. A namespace that no manifest declares is
 * identified by its id.
 */
function namespaceIdentity(registry: Identity): Identity {
	return identity("Namespace", keyOf(registry)[0]);
}

function namespaceHandle(look: RegistryLook, namespace: Identity): Handle | RegistrySight {
	const name = nameOf(namespace);
	const observation = look.world.get(namespace);
	// A namespace's name may have the form of an id, so an observed namespace of that name takes precedence.
	if (!observation && isNamespaceId(name)) return { id: name, arn: name };
	if (observation?.sight.status === "absent" && observation.pass === look.pass) return { status: "absent" };
	return observation?.lastHandle ?? { status: "unknown", reason: because("NotObservedYet", { target: namespace }) };
}

function listRegistries(look: RegistryLook, namespaceId: string): Promise<ServiceSummary[]> {
	return readAll(
		look.read,
		"servicediscovery:ListServices",
		{ Filters: [{ Name: "NAMESPACE_ID", Values: [namespaceId], Condition: "EQ" }] },
		({ Services }) => Services,
	);
}

async function sightOf(
	look: RegistryLook,
	id: Identity,
	namespace: Handle,
	summary: ServiceSummary | undefined,
	mayGo: boolean,
): Promise<RegistrySight> {
	if (!summary) {
		await proveGone(look, id, "servicediscovery:GetService");
		return { status: "absent" };
	}
	const arn = summary.Arn ?? "";
	const instances = mayGo ? await instancesOf(look.read, summary) : undefined;
	return {
		status: "present",
		observed: {
			handle: { arn, id: summary.Id ?? "" },
			spec: registryManifest.normalise({
				Name: summary.Name ?? "",
				NamespaceId: namespace.id,
				Description: summary.Description ?? "",
				...(summary.DnsConfig?.DnsRecords?.length ? { DnsConfig: summary.DnsConfig } : {}),
				...(summary.HealthCheckConfig ? { HealthCheckConfig: summary.HealthCheckConfig } : {}),
				...(summary.HealthCheckCustomConfig ? { HealthCheckCustomConfig: summary.HealthCheckCustomConfig } : {}),
				...(summary.Type === "HTTP" ? { Type: "HTTP" } : {}),
			}),
			...(await cloudMapTags(look, id, arn)),
			facts: {
				inHttpNamespace: isHttp(look, id),
				createdAtMs: summary.CreateDate?.getTime() ?? 0,
				...(instances ? { instances } : {}),
			},
		},
	};
}

function isHttp(look: RegistryLook, id: Identity): boolean {
	const sight = look.world.get(namespaceIdentity(id))?.sight;
	// Sound: only the namespace kind creates observations under a namespace's identity.
	return sight?.status === "present" && (sight.observed.spec as Partial<NamespaceSpec>).Type === "HTTP";
}

function plan(change: Change<RegistrySpec, RegistryFacts>): Step {
	switch (change.verb) {
		case "create": {
			const input = { ...change.desired, CreatorRequestId: requestId(change, change.desired) };
			return {
				outcome: "call",
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
			return deletion(change.observed.handle.id, change.observed.facts.instances, change.because);
	}
}

function update({ desired, observed, fields }: Change<RegistrySpec, RegistryFacts> & { verb: "update" }): Step {
	if (observed.facts.inHttpNamespace) {
		return { outcome: "refusal", reason: because("RegistryInHttpNamespace", { fields }) };
	}
	const want = desired.DnsConfig ?? observed.spec.DnsConfig;
	const shape = (config: RegistrySpec["DnsConfig"]) => [
		config?.RoutingPolicy,
		config?.DnsRecords?.map(({ Type }) => Type),
	];
	if (!sameJson(shape(want), shape(observed.spec.DnsConfig))) {
		return { outcome: "refusal", reason: because("RecordTypesDiffer") };
	}
	const description = desired.Description ?? observed.spec.Description;
	const healthCheck = desired.HealthCheckConfig ?? observed.spec.HealthCheckConfig;
	return {
		outcome: "call",
		call: {
			operation: "servicediscovery:UpdateService",
			input: {
				Id: observed.handle.id,
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
