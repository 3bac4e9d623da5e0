import {
	AssociateVPCWithHostedZoneCommand,
	type Change,
	ChangeResourceRecordSetsCommand,
	ChangeTagsForResourceCommand,
	CreateHostedZoneCommand,
	DeleteHostedZoneCommand,
	DisassociateVPCFromHostedZoneCommand,
	GetChangeCommand,
	GetHostedZoneCommand,
	ListHostedZonesByNameCommand,
	ListHostedZonesByVPCCommand,
	ListHostedZonesCommand,
	ListResourceRecordSetsCommand,
	type ListResourceRecordSetsCommandInput,
	ListTagsForResourceCommand,
} from "@aws-sdk/client-route-53";
import { GetNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../world.ts";
import { invalidBatch, record, text, VPC, withZone, type Zone } from "./zone.ts";

describe("a batch of changes", () => {
	it("is a compare-and-swap if it combines an exact deletion and a creation", async () => {
		const { change, dns } = await withZone();
		const label = "[name='lease.example.com.', type='TXT']";
		await change(text("CREATE", '"holder=a"'));
		await expect(change(text("CREATE", '"holder=b"'))).rejects.toMatchObject(
			invalidBatch(`Tried to create resource record set ${label} but it already exists`),
		);
		const mismatch = `Tried to delete resource record set ${label} but the values provided do not match the current values`;
		await expect(change(text("DELETE", '"holder=x"'), text("CREATE", '"holder=b"'))).rejects.toMatchObject(
			expect.objectContaining({ name: "InvalidChangeBatch", messages: expect.arrayContaining([mismatch]) }),
		);
		await expect(change(text("DELETE", '"holder=a"', 61))).rejects.toMatchObject(invalidBatch(mismatch));
		expect(dns("lease.example.com", "TXT")).toEqual(['"holder=a"']);
		await change(text("DELETE", '"holder=a"'), text("CREATE", '"holder=b"'));
		expect(dns("lease.example.com", "TXT")).toEqual(['"holder=b"']);
		await change(text("DELETE", '"holder=b"'));
		await expect(change(text("DELETE", '"holder=b"'))).rejects.toMatchObject(
			invalidBatch(`Tried to delete resource record set ${label} but it was not found`),
		);
	});

	it("is applied atomically", async () => {
		const { change, list } = await withZone();
		const wrong = record("CREATE", "other.org", "A", ["10.0.0.1"]);
		await expect(change(record("CREATE", "a.example.com", "A", ["10.0.0.1"]), wrong)).rejects.toMatchObject(
			invalidBatch("RRSet with DNS name other.org. is not permitted in zone example.com."),
		);
		expect(await list()).toEqual([]);
		await change(
			record("CREATE", "a.example.com", "A", ["10.0.0.1"]),
			record("UPSERT", "A.example.com.", "A", ["10.0.0.2"]),
		);
		expect(await list()).toEqual(["a.example.com. A"]);
	});

	it("ignores the order of values in a deletion", async () => {
		const { change, list } = await withZone();
		await change(record("CREATE", "a.example.com", "A", ["10.0.0.1", "10.0.0.2"]));
		await change(record("DELETE", "a.example.com", "A", ["10.0.0.2", "10.0.0.1"]));
		expect(await list()).toEqual([]);
	});

	it.each<[string, Change, string]>([
		["no address", record("CREATE", "a.example.com", "A", ["10.0.0"]), "ARRDATAIllegalIPv4Address"],
		["text without quotation marks", record("CREATE", "a.example.com", "TXT", ["x"]), "enclosed in quotation marks"],
		[
			"a CNAME at the apex",
			record("CREATE", "example.com", "CNAME", ["b.example.com"]),
			"is not permitted at apex in zone example.com.",
		],
		[
			"a duplicate value",
			record("CREATE", "a.example.com", "A", ["10.0.0.1", "10.0.0.1"]),
			"Duplicate Resource Record",
		],
		[
			"the deletion of the zone's SOA",
			record(
				"DELETE",
				"example.com",
				"SOA",
				["ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"],
				900,
			),
			"exactly one SOA record",
		],
	])("with %s is rejected", async (_, change, message) => {
		const zone = await withZone();
		await expect(zone.change(change)).rejects.toMatchObject(refusal("InvalidChangeBatch", message));
	});

	it("separates a CNAME from other records", async () => {
		const { change } = await withZone();
		await change(
			record("CREATE", "a.example.com", "A", ["10.0.0.1"]),
			record("CREATE", "c.example.com", "CNAME", ["x.y"]),
		);
		await expect(change(record("CREATE", "a.example.com", "CNAME", ["x.y"]))).rejects.toMatchObject(
			invalidBatch(
				"RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.",
			),
		);
		await expect(change(record("CREATE", "c.example.com", "A", ["10.0.0.1"]))).rejects.toMatchObject(
			invalidBatch(
				"RRSet of type A with DNS name c.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.",
			),
		);
	});

	it("has at most 1000 values, UPSERT counted twice", async () => {
		const { change } = await withZone();
		const many = (Action: Change["Action"], count: number) =>
			Array.from({ length: count }, (_, index) => record(Action, `a${index}.example.com`, "A", ["10.0.0.1"]));
		await expect(change(...many("UPSERT", 501))).rejects.toMatchObject(refusal("InvalidChangeBatch", "1000"));
		await change(...many("CREATE", 1000));
		await change(...many("UPSERT", 500));
	});

	it("is PENDING at first and INSYNC later, while reads show it immediately", async () => {
		const { change, list, clock, route53 } = await withZone();
		const { ChangeInfo } = (await change(text("CREATE", '"x"'))) as { ChangeInfo: { Id: string; Status: string } };
		expect(ChangeInfo.Status).toBe("PENDING");
		expect(await list()).toHaveLength(1);
		const status = async () => (await route53.send(new GetChangeCommand({ Id: ChangeInfo.Id }))).ChangeInfo?.Status;
		await clock.advance(29_999);
		expect(await status()).toBe("PENDING");
		await clock.advance(1);
		expect(await status()).toBe("INSYNC");
		const unknown = route53.send(new GetChangeCommand({ Id: "C1" }));
		await expect(unknown).rejects.toMatchObject(refusal("NoSuchChange"));
	});
});

describe("record sets in a list", () => {
	async function filled(): Promise<Zone> {
		const zone = await withZone();
		const multi = (SetIdentifier: string, address: string) =>
			record("CREATE", "web.example.com", "A", [address], 60, { SetIdentifier, MultiValueAnswer: true });
		await zone.change(
			record("CREATE", "b.example.com", "TXT", ['"t"']),
			record("CREATE", "b.example.com", "A", ["10.0.0.1"]),
			record("CREATE", "x.a.example.com", "A", ["10.0.0.1"]),
			record("CREATE", "*.c.example.com", "A", ["10.0.0.1"]),
			multi("two", "10.0.0.2"),
			multi("one", "10.0.0.1"),
		);
		return zone;
	}

	it("are sorted by their labels from the right", async () => {
		const { list } = await filled();
		expect(await list()).toEqual([
			"x.a.example.com. A",
			"b.example.com. A",
			"b.example.com. TXT",
			"\\052.c.example.com. A",
			"web.example.com. A one",
			"web.example.com. A two",
		]);
	});

	it("are paginated by name, type and identifier", async () => {
		const { route53, zoneId } = await filled();
		const seen: string[] = [];
		let next: Partial<ListResourceRecordSetsCommandInput> = {};
		for (let pages = 0; pages < 20; pages += 1) {
			const page = await route53.send(
				new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, MaxItems: 1, ...next }),
			);
			seen.push(
				...(page.ResourceRecordSets ?? []).map(({ Name, Type, SetIdentifier }) => `${Name} ${Type} ${SetIdentifier}`),
			);
			if (!page.IsTruncated) break;
			next = {
				StartRecordName: page.NextRecordName,
				StartRecordType: page.NextRecordType,
				StartRecordIdentifier: page.NextRecordIdentifier,
			};
		}
		expect(seen).toHaveLength(8);
		expect(new Set(seen).size).toBe(8);
	});

	it("start at the requested position, and not at a type without a name", async () => {
		const { list } = await filled();
		expect(await list({ StartRecordName: "C.example.com" })).toHaveLength(3);
		expect(await list({ StartRecordName: "zzz.example.com" })).toEqual([]);
		await expect(list({ StartRecordType: "A" })).rejects.toMatchObject(refusal("InvalidInput"));
		await expect(list({ MaxItems: 0 })).rejects.toMatchObject(refusal("InvalidInput"));
	});
});

describe("hosted zones", () => {
	it("are created once per caller reference, and once per name in a VPC", async () => {
		const { route53, zoneId } = await withZone();
		const create = (CallerReference: string, Name: string) =>
			route53.send(new CreateHostedZoneCommand({ Name, CallerReference, VPC }));
		await expect(create("one", "other.com")).rejects.toMatchObject(refusal("HostedZoneAlreadyExists"));
		await expect(create("two", "EXAMPLE.com.")).rejects.toMatchObject(
			refusal("ConflictingDomainExists", `The VPC ${VPC.VPCId}`),
		);
		await create("three", "sub.example.com");
		expect(zoneId).toMatch(/^\/hostedzone\/Z[A-Z0-9]{20}$/);
	});

	it("can be deleted if they have only SOA and NS", async () => {
		const { route53, zoneId, change } = await withZone();
		await change(text("CREATE", '"x"'));
		const remove = () => route53.send(new DeleteHostedZoneCommand({ Id: zoneId }));
		await expect(remove()).rejects.toMatchObject(refusal("HostedZoneNotEmpty"));
		await change(text("DELETE", '"x"'));
		await remove();
		await expect(remove()).rejects.toMatchObject(refusal("NoSuchHostedZone", "No hosted zone found with ID"));
	});

	it("of Cloud Map can only be managed through Cloud Map, but can be associated with more VPCs", async () => {
		const { cloudMap, route53, privateNamespace } = createWorld();
		const namespaceId = await privateNamespace("internal");
		const { Namespace: made } = await cloudMap.send(new GetNamespaceCommand({ Id: namespaceId }));
		const Id = made?.Properties?.DnsProperties?.HostedZoneId ?? "";
		const denied = {
			name: "AccessDenied",
			message: `The resource hostedzone/${Id} can only be managed through AWS Cloud Map (${made?.Arn})`,
			$metadata: { httpStatusCode: 403 },
		};
		await expect(route53.send(new DeleteHostedZoneCommand({ Id }))).rejects.toMatchObject(denied);
		const Changes = [record("CREATE", "x.internal", "A", ["10.0.0.1"])];
		const change = new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes } });
		await expect(route53.send(change)).rejects.toMatchObject(denied);
		await route53.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: Id, VPC }));
		expect((await route53.send(new GetHostedZoneCommand({ Id }))).VPCs).toHaveLength(2);
		const seen = await route53.send(new ListHostedZonesByVPCCommand({ ...VPC }));
		expect(seen.HostedZoneSummaries).toEqual([
			{ HostedZoneId: Id, Name: "internal.", Owner: { OwningService: "servicediscovery.amazonaws.com" } },
		]);
		await route53.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: Id, VPC }));
		const last = { VPCId: "vpc-1", VPCRegion: VPC.VPCRegion };
		const bare = new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: Id, VPC: last });
		await expect(route53.send(bare)).rejects.toMatchObject(refusal("LastVPCAssociation"));
	});

	it("are listed in pages, by ID and by name, and have tags", async () => {
		const { route53 } = createWorld();
		for (const Name of ["b.com", "a.org", "a.com"]) {
			await route53.send(new CreateHostedZoneCommand({ Name, CallerReference: Name }));
		}
		const first = await route53.send(new ListHostedZonesCommand({ MaxItems: 2 }));
		const second = await route53.send(new ListHostedZonesCommand({ MaxItems: 2, Marker: first.NextMarker }));
		expect([first, second].flatMap(({ HostedZones }) => HostedZones?.map(({ Name }) => Name)).sort()).toEqual([
			"a.com.",
			"a.org.",
			"b.com.",
		]);
		const byName = await route53.send(new ListHostedZonesByNameCommand({ DNSName: "b.com" }));
		expect(byName.HostedZones?.map(({ Name }) => Name)).toEqual(["b.com.", "a.org."]);
		const ResourceId = byName.HostedZones?.[0]?.Id?.replace("/hostedzone/", "");
		const zone = { ResourceType: "hostedzone" as const, ResourceId };
		await route53.send(
			new ChangeTagsForResourceCommand({
				...zone,
				AddTags: [
					{ Key: "a", Value: "1" },
					{ Key: "b", Value: "2" },
				],
			}),
		);
		await route53.send(new ChangeTagsForResourceCommand({ ...zone, RemoveTagKeys: ["a"] }));
		const { ResourceTagSet } = await route53.send(new ListTagsForResourceCommand(zone));
		expect(ResourceTagSet?.Tags).toEqual([{ Key: "b", Value: "2" }]);
	});
});
