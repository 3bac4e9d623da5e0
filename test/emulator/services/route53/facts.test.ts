/** Tests documented limits, lists and conditional writes of Route 53. */
import {
	type Change,
	ChangeResourceRecordSetsCommand,
	CreateHostedZoneCommand,
	ListHostedZonesByNameCommand,
	ListResourceRecordSetsCommand,
} from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../world.ts";
import { invalidBatch, record, text, withZone, type Zone } from "./zone.ts";

const addresses = (count: number, prefix = "a"): Change[] =>
	Array.from({ length: count }, (_, index) => record("CREATE", `${prefix}${index}.example.com`, "A", ["10.0.0.1"]));

describe("limits", () => {
	it("a batch has at most 1000 values, and UPSERT counts twice", async () => {
		const { change } = await withZone();
		await expect(change(...addresses(1001))).rejects.toMatchObject(
			invalidBatch("Number of records limit of 1000 exceeded."),
		);
		const upserts = addresses(501).map((one) => ({ ...one, Action: "UPSERT" as const }));
		await expect(change(...upserts)).rejects.toMatchObject(invalidBatch("Number of records limit of 1000 exceeded."));
		await change(...upserts.slice(1));
	});

	it("a batch has at most 32,000 characters in its values", async () => {
		const { change } = await withZone();
		const texts = (count: number) =>
			Array.from({ length: count }, (_, index) =>
				record("CREATE", `t${index}.example.com`, "TXT", [`"${"x".repeat(198)}"`]),
			);
		await expect(change(...texts(161))).rejects.toMatchObject(
			invalidBatch("Number of characters limit of 32000 exceeded."),
		);
		await change(...texts(160));
	});

	it.each([
		["weighted", { Weight: 1 }],
		["multivalue", { MultiValueAnswer: true }],
	])("a name and type has at most 100 %s record sets", async (_, policy) => {
		const { change } = await withZone();
		const routed = Array.from({ length: 101 }, (__, index) =>
			record("CREATE", "r.example.com", "A", ["10.0.0.1"], 60, { SetIdentifier: `${index}`, ...policy }),
		);
		await expect(change(...routed)).rejects.toMatchObject(refusal("InvalidChangeBatch", "at most 100"));
		await change(...routed.slice(1));
	});

	it("a zone has at most 10,000 record sets, including SOA and NS", async () => {
		const { change } = await withZone();
		for (let batch = 0; batch < 9; batch += 1) await change(...addresses(1000, `b${batch}-`));
		await change(...addresses(998));
		await expect(change(...addresses(1, "last"))).rejects.toMatchObject(
			invalidBatch("Number of records limit of 10000 exceeded."),
		);
	});
});

describe("lists", () => {
	it("of record sets have 300 items per page and show PENDING changes", async () => {
		const { change, route53, zoneId: HostedZoneId } = await withZone();
		await change(...addresses(400));
		const first = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 1000 }));
		expect(first).toMatchObject({ IsTruncated: true, MaxItems: 300 });
		expect(first.ResourceRecordSets).toHaveLength(300);
		const rest = await route53.send(
			new ListResourceRecordSetsCommand({
				HostedZoneId,
				StartRecordName: first.NextRecordName,
				StartRecordType: first.NextRecordType,
			}),
		);
		expect(rest.ResourceRecordSets).toHaveLength(102);
	});

	it("of zones by name have 100 items per page", async () => {
		const { route53 } = createWorld();
		for (let index = 0; index < 101; index += 1) {
			await route53.send(new CreateHostedZoneCommand({ Name: `z${index}.com`, CallerReference: `${index}` }));
		}
		const { HostedZones, IsTruncated } = await route53.send(new ListHostedZonesByNameCommand({}));
		expect([HostedZones?.length, IsTruncated]).toEqual([100, true]);
	});
});

describe("a TXT record set as a lease", () => {
	const label = "[name='lease.example.com.', type='TXT']";
	const swap = ({ change }: Zone, from: string, to: string) => change(text("DELETE", from), text("CREATE", to));

	it("is taken by one of two clients that create it", async () => {
		const { change } = await withZone();
		await change(text("CREATE", '"a 1"'));
		await expect(change(text("CREATE", '"b 1"'))).rejects.toMatchObject(
			invalidBatch(`Tried to create resource record set ${label} but it already exists`),
		);
	});

	it("is replaced only if its value matches, and only one of two swaps succeeds", async () => {
		const zone = await withZone();
		await zone.change(text("CREATE", '"a 1"'));
		const results = await Promise.allSettled([swap(zone, '"a 1"', '"b 2"'), swap(zone, '"a 1"', '"c 2"')]);
		expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
		expect(zone.dns("lease.example.com", "TXT")).toEqual(['"b 2"']);
	});

	it("reports failure for a successful swap that is repeated after a lost answer", async () => {
		const zone = await withZone();
		await zone.change(text("CREATE", '"a 1"'));
		await swap(zone, '"a 1"', '"a 2"');
		const mismatch = `Tried to delete resource record set ${label} but the values provided do not match the current values`;
		await expect(swap(zone, '"a 1"', '"a 2"')).rejects.toMatchObject({ messages: expect.arrayContaining([mismatch]) });
		expect(zone.dns("lease.example.com", "TXT")).toEqual(['"a 2"']);
	});

	it("protects other changes of its zone in the same batch", async () => {
		const zone = await withZone();
		await zone.change(text("CREATE", '"b 2"'));
		const guarded = (holder: string) =>
			zone.change(text("DELETE", holder), text("CREATE", holder), record("CREATE", "w.example.com", "A", ["10.0.0.1"]));
		await expect(guarded('"a 1"')).rejects.toMatchObject(refusal("InvalidChangeBatch"));
		expect(zone.dns("w.example.com")).toBe("NXDOMAIN");
		await guarded('"b 2"');
		expect(zone.dns("w.example.com")).toEqual(["10.0.0.1"]);
	});
});

describe("the wire", () => {
	it("is REST with XML of the namespace 2013-04-01", async () => {
		const { emulator, zoneId } = await withZone();
		const { body, headers } = await emulator.handle({
			method: "GET",
			path: `/2013-04-01${zoneId}`,
			query: {},
			headers: {},
		});
		expect(new TextDecoder().decode(body)).toContain('xmlns="https://route53.amazonaws.com/doc/2013-04-01/"');
		expect(headers["content-type"]).toBe("text/xml");
	});

	it("rejects a second batch with complete messages in XML", async () => {
		const { route53, zoneId } = await withZone();
		const Changes = [text("DELETE", '"x"'), record("DELETE", "y.example.com", "A", ["10.0.0.1"])];
		const sent = route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));
		await expect(sent).rejects.toMatchObject({
			messages: [expect.stringContaining("lease"), expect.stringContaining("y.example.com")],
		});
	});
});
