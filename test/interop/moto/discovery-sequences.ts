/** Sequences that create, change and delete resources of Cloud Map and Route 53. */
import {
	ChangeResourceRecordSetsCommand,
	CreateHostedZoneCommand,
	DeleteHostedZoneCommand,
	GetChangeCommand,
	GetHostedZoneCommand,
	ListHostedZonesByNameCommand,
	ListResourceRecordSetsCommand,
	type ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import {
	CreateHttpNamespaceCommand,
	CreatePrivateDnsNamespaceCommand,
	CreateServiceCommand,
	DeleteNamespaceCommand,
	DeleteServiceCommand,
	DeregisterInstanceCommand,
	DiscoverInstancesCommand,
	GetInstanceCommand,
	GetNamespaceCommand,
	GetOperationCommand,
	GetServiceCommand,
	ListInstancesCommand,
	ListNamespacesCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
	RegisterInstanceCommand,
	type ServiceDiscoveryClient,
	UpdateServiceCommand,
} from "@aws-sdk/client-servicediscovery";
import { eventually } from "../../support/command-line.ts";
import type { Clients } from "../support/clients.ts";
import type { Tell } from "./recording.ts";

export async function namespaces({ cloudMap, route53 }: Clients, tell: Tell): Promise<void> {
	const Tags = [{ Key: "team", Value: "shop" }];
	const make = (Name: string, CreatorRequestId: string) =>
		cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name, Vpc: "vpc-0a", CreatorRequestId, Tags }));
	const made = await tell("CreatePrivateDnsNamespace", make("shop.internal", "one"));
	const Id = await settled(cloudMap, made?.OperationId);
	await tell("GetOperation", cloudMap.send(new GetOperationCommand({ OperationId: made?.OperationId })));
	const namespace = await tell("GetNamespace", cloudMap.send(new GetNamespaceCommand({ Id })));
	const zone = namespace?.Namespace?.Properties?.DnsProperties?.HostedZoneId;
	await tell("GetHostedZone of a namespace", route53.send(new GetHostedZoneCommand({ Id: zone })));
	await tell("CreatePrivateDnsNamespace of the same name", make("shop.internal", "two"));
	const ResourceARN = namespace?.Namespace?.Arn;
	await tell("ListTagsForResource", cloudMap.send(new ListTagsForResourceCommand({ ResourceARN })));
	const http = await tell(
		"CreateHttpNamespace",
		cloudMap.send(new CreateHttpNamespaceCommand({ Name: "shop", CreatorRequestId: "three" })),
	);
	await settled(cloudMap, http?.OperationId);
	const Filters = [{ Name: "TYPE" as const, Values: ["DNS_PRIVATE"], Condition: "EQ" as const }];
	await tell("ListNamespaces of one type", cloudMap.send(new ListNamespacesCommand({ Filters })));
	const deleted = await tell("DeleteNamespace", cloudMap.send(new DeleteNamespaceCommand({ Id })));
	await settled(cloudMap, deleted?.OperationId);
	await tell("GetNamespace after deletion", cloudMap.send(new GetNamespaceCommand({ Id })));
	await tell("GetHostedZone of a namespace after deletion", route53.send(new GetHostedZoneCommand({ Id: zone })));
}

export async function registries({ cloudMap }: Clients, tell: Tell): Promise<void> {
	const zone = { Name: "reg.internal", Vpc: "vpc-0a", CreatorRequestId: "reg" };
	const operation = await cloudMap.send(new CreatePrivateDnsNamespaceCommand(zone));
	const NamespaceId = (await settled(cloudMap, operation.OperationId)) ?? "";
	const create = (more: object = {}) =>
		cloudMap.send(
			new CreateServiceCommand({
				Name: "api",
				NamespaceId,
				CreatorRequestId: "one",
				DnsConfig: { DnsRecords: [{ Type: "A", TTL: 60 }] },
				...more,
			}),
		);
	const Id = (await tell("CreateService", create()))?.Service?.Id ?? "";
	await tell("CreateService of the same name", create({ CreatorRequestId: "two" }));
	await tell("CreateService in no namespace", create({ Name: "other", NamespaceId: "ns-0000000000000000" }));
	await tell("GetService", cloudMap.send(new GetServiceCommand({ Id })));
	await tell("GetService of none", cloudMap.send(new GetServiceCommand({ Id: "srv-0000000000000000" })));
	const Filters = [{ Name: "NAMESPACE_ID" as const, Values: [NamespaceId], Condition: "EQ" as const }];
	await tell("ListServices", cloudMap.send(new ListServicesCommand({ Filters })));
	const Service = { Description: "the api", DnsConfig: { DnsRecords: [{ Type: "A" as const, TTL: 10 }] } };
	const elsewhere = [{ Name: "NAMESPACE_ID" as const, Values: ["ns-0000000000000000"], Condition: "EQ" as const }];
	await tell("ListServices elsewhere", cloudMap.send(new ListServicesCommand({ Filters: elsewhere })));
	const updated = await tell("UpdateService", cloudMap.send(new UpdateServiceCommand({ Id, Service })));
	await settled(cloudMap, updated?.OperationId);
	await tell("GetService after the update", cloudMap.send(new GetServiceCommand({ Id })));
	await instances(cloudMap, Id, tell);
	await tell("DeleteService", cloudMap.send(new DeleteServiceCommand({ Id })));
	await tell("DeleteService again", cloudMap.send(new DeleteServiceCommand({ Id })));
}

async function instances(cloudMap: ServiceDiscoveryClient, ServiceId: string, tell: Tell): Promise<void> {
	const one = { ServiceId, InstanceId: "one" };
	const registration = { ...one, Attributes: { AWS_INSTANCE_IPV4: "10.0.0.1" }, CreatorRequestId: "one" };
	const registered = await tell("RegisterInstance", cloudMap.send(new RegisterInstanceCommand(registration)));
	await settled(cloudMap, registered?.OperationId);
	await tell("GetInstance", cloudMap.send(new GetInstanceCommand(one)));
	await tell("ListInstances", cloudMap.send(new ListInstancesCommand({ ServiceId })));
	const names = { NamespaceName: "reg.internal", ServiceName: "api" };
	await tell("DiscoverInstances", cloudMap.send(new DiscoverInstancesCommand(names)));
	await tell("DeleteService with an instance", cloudMap.send(new DeleteServiceCommand({ Id: ServiceId })));
	const gone = await tell("DeregisterInstance", cloudMap.send(new DeregisterInstanceCommand(one)));
	await settled(cloudMap, gone?.OperationId);
	await tell("GetInstance after deregistration", cloudMap.send(new GetInstanceCommand(one)));
}

export async function hostedZones({ route53 }: Clients, tell: Tell): Promise<void> {
	const request = { Name: "example.test", CallerReference: "one" };
	const created = await tell("CreateHostedZone", route53.send(new CreateHostedZoneCommand(request)));
	const Id = created?.HostedZone?.Id;
	await tell("GetHostedZone", route53.send(new GetHostedZoneCommand({ Id })));
	await tell("GetHostedZone of none", route53.send(new GetHostedZoneCommand({ Id: "Z0000000000000" })));
	const byName = new ListHostedZonesByNameCommand({ DNSName: "example.test", MaxItems: 1 });
	await tell("ListHostedZonesByName", route53.send(byName));
	await recordSets({ route53, Id, tell });
	await tell("CreateHostedZone with the same reference", route53.send(new CreateHostedZoneCommand(request)));
	await tell("DeleteHostedZone", route53.send(new DeleteHostedZoneCommand({ Id })));
	await tell("DeleteHostedZone again", route53.send(new DeleteHostedZoneCommand({ Id })));
}

async function recordSets({
	route53,
	Id: HostedZoneId,
	tell,
}: Pick<Clients, "route53"> & { readonly Id: string | undefined; readonly tell: Tell }): Promise<void> {
	const txt = (value: string): ResourceRecordSet => ({
		Name: "lease.example.test.",
		Type: "TXT",
		TTL: 60,
		ResourceRecords: [{ Value: `"${value}"` }],
	});
	const change = (...changes: (readonly ["CREATE" | "DELETE" | "UPSERT", ResourceRecordSet])[]) =>
		route53.send(
			new ChangeResourceRecordSetsCommand({
				HostedZoneId,
				ChangeBatch: { Changes: changes.map(([Action, set]) => ({ Action, ResourceRecordSet: set })) },
			}),
		);
	const list = () => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
	const changed = await tell("ChangeResourceRecordSets CREATE", change(["CREATE", txt("one")]));
	await tell("GetChange", route53.send(new GetChangeCommand({ Id: changed?.ChangeInfo?.Id })));
	await tell("CREATE of what is there", change(["CREATE", txt("two")]));
	await tell("DELETE of another value", change(["DELETE", txt("two")]));
	await tell(
		"a swap that fails in its second half",
		change(["DELETE", txt("one")], ["CREATE", txt("a")], ["CREATE", txt("b")]),
	);
	await tell("ListResourceRecordSets after the failures", list());
	await tell("a swap", change(["DELETE", txt("one")], ["CREATE", txt("two")]));
	await tell("ListResourceRecordSets after the swap", list());
	await tell("DeleteHostedZone with record sets", route53.send(new DeleteHostedZoneCommand({ Id: HostedZoneId })));
	await tell("ChangeResourceRecordSets DELETE", change(["DELETE", txt("two")]));
}

/** Waits for a Cloud Map operation to end, and returns the ID of its namespace. */
async function settled(cloudMap: ServiceDiscoveryClient, OperationId: string | undefined): Promise<string | undefined> {
	if (!OperationId) return undefined;
	const look = async () => (await cloudMap.send(new GetOperationCommand({ OperationId }))).Operation;
	await eventually(async () => ["SUCCESS", "FAIL"].includes((await look())?.Status ?? ""));
	return (await look())?.Targets?.NAMESPACE;
}
