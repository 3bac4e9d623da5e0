/** An account with several resources of each type that Cloud Map lists, and all its lists. */
import {
	GetInstancesHealthStatusCommand,
	ListInstancesCommand,
	ListNamespacesCommand,
	ListOperationsCommand,
	ListServicesCommand,
	RegisterInstanceCommand,
} from "@aws-sdk/client-servicediscovery";
import { type List, type Start, startOf } from "../../sample-list.ts";
import type { World } from "../../world.ts";

const count = 5;
const numbers = Array.from({ length: count }, (_, index) => index);

/** Fills `world` and returns all Cloud Map lists in it. */
export async function sampleLists(world: World): Promise<List[]> {
	const { cloudMap } = world;
	const namespaces: string[] = [];
	for (const index of numbers) {
		const make = index % 2 === 0 ? world.privateNamespace : world.httpNamespace;
		namespaces.push(await make(`namespace-${index}`));
	}
	const registries: string[] = [];
	for (const index of numbers) {
		const { Id } = await world.registry({ Name: `registry-${index}`, NamespaceId: namespaces[index % 2] });
		registries.push(Id);
	}
	const [ServiceId = ""] = registries;
	for (const index of numbers) {
		const Attributes = { AWS_INSTANCE_IPV4: `10.0.0.${index + 1}` };
		const command = new RegisterInstanceCommand({ ServiceId, InstanceId: `instance-${index}`, Attributes });
		await world.finished(cloudMap.send(command));
	}
	const list = <Output extends { readonly NextToken?: string | undefined }>(
		name: string,
		send: (page: Start) => Promise<Output>,
		items: (output: Output) => readonly unknown[] | undefined,
		{ least = count, mayBeShort = false } = {},
	): List => ({
		name,
		least,
		largest: 100,
		mayBeShort,
		page: async (MaxResults, start) => {
			const output = await send({ MaxResults, ...start });
			return { items: items(output) ?? [], next: startOf({ NextToken: output.NextToken }) };
		},
	});
	const filtered = { least: 2, mayBeShort: true };
	return [
		list(
			"ListNamespaces",
			(page) => cloudMap.send(new ListNamespacesCommand(page)),
			({ Namespaces }) => Namespaces,
		),
		list(
			"ListNamespaces by type",
			(page) => cloudMap.send(new ListNamespacesCommand({ Filters: [{ Name: "TYPE", Values: ["HTTP"] }], ...page })),
			({ Namespaces }) => Namespaces,
			filtered,
		),
		list(
			"ListServices",
			(page) => cloudMap.send(new ListServicesCommand(page)),
			({ Services }) => Services,
		),
		list(
			"ListServices by namespace",
			(page) =>
				cloudMap.send(
					new ListServicesCommand({ Filters: [{ Name: "NAMESPACE_ID", Values: namespaces.slice(0, 1) }], ...page }),
				),
			({ Services }) => Services,
			filtered,
		),
		list(
			"ListInstances",
			(page) => cloudMap.send(new ListInstancesCommand({ ServiceId, ...page })),
			({ Instances }) => Instances,
		),
		list(
			"GetInstancesHealthStatus",
			(page) => cloudMap.send(new GetInstancesHealthStatusCommand({ ServiceId, ...page })),
			({ Status }) => Object.entries(Status ?? {}),
		),
		list(
			"ListOperations",
			(page) => cloudMap.send(new ListOperationsCommand(page)),
			({ Operations }) => Operations,
			{ least: 2 * count },
		),
		list(
			"ListOperations by type",
			(page) =>
				cloudMap.send(
					new ListOperationsCommand({ Filters: [{ Name: "TYPE", Values: ["REGISTER_INSTANCE"] }], ...page }),
				),
			({ Operations }) => Operations,
			{ least: count, mayBeShort: true },
		),
	];
}
