/** Registries and the namespaces that hold them: how a namespace is found by its name, and what keeps it from going. */
import { CreateServiceCommand, DeleteServiceCommand, ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { doc, environment } from "../../support/manifests.ts";
import { createVirtualWorld, type VirtualWorld } from "../../support/virtual-world.ts";

async function namespaceId(observedState: VirtualWorld): Promise<string> {
	const { Namespaces } = await observedState.cloudMap.send(new ListNamespacesCommand({}));
	return Namespaces?.[0]?.Id ?? "";
}

describe("a registry", () => {
	it("is created in a namespace that is called like an id", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		evenkeel.accept({
			"environment.yaml": environment(),
			"namespace.yaml": doc("Namespace", "ns-prod", "{ Type: HTTP }"),
			"registry.yaml": doc("Registry", "api", "{ NamespaceId: ns-prod }"),
		});
		await evenkeel.settle();
		await observedState.advance(600_000);
		expect(evenkeel.sent.map(({ call, failure }) => failure?.code ?? call.operation)).toEqual([
			"servicediscovery:CreateHttpNamespace",
			"servicediscovery:CreateService",
		]);
		await evenkeel.stop();
	});

	it("is created in a namespace that is given by its id", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		const files = {
			"environment.yaml": environment(),
			"namespace.yaml": doc("Namespace", "internal", "{ Type: HTTP }"),
		};
		evenkeel.accept(files);
		await evenkeel.settle();
		const id = await namespaceId(observedState);
		evenkeel.accept({ ...files, "registry.yaml": doc("Registry", "api", `{ NamespaceId: ${id} }`) });
		await evenkeel.settle();
		expect(evenkeel.resource(`Registry/${id}/api`)?.sync).toBe("Synced");
		await evenkeel.stop();
	});
});

describe("a namespace that goes", () => {
	it("waits by name for the registries of others, and goes after them", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		evenkeel.accept({
			"environment.yaml": environment(),
			"namespace.yaml": doc("Namespace", "internal", "{ Type: HTTP }"),
		});
		await evenkeel.settle();
		const NamespaceId = await namespaceId(observedState);
		const made = await Promise.all(
			["cart", "stock"].map((Name) => observedState.cloudMap.send(new CreateServiceCommand({ Name, NamespaceId }))),
		);
		await observedState.advance(7_200_000);
		evenkeel.accept({ "environment.yaml": environment("deletions: [Namespace/internal]") });
		await observedState.until(() => evenkeel.resource("Namespace/internal")?.orphan === true);
		await observedState.advance(60_000);
		expect(evenkeel.resource("Namespace/internal")?.reason).toEqual({
			code: "RegistriesRemain",
			params: { registries: ["cart", "stock"] },
		});
		for (const { Service } of made) await observedState.cloudMap.send(new DeleteServiceCommand({ Id: Service?.Id }));
		await observedState.until(() => evenkeel.resource("Namespace/internal") === undefined);
		expect(await namespaceId(observedState)).toBe("");
		await evenkeel.stop();
	});
});
