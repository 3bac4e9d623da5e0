/** Tests the validation of record sets by type, routing policy and alias, with Route 53's messages. */
import {
	type Change,
	ListResourceRecordSetsCommand,
	type ResourceRecordSet,
	type RRType,
} from "@aws-sdk/client-route-53";
import fastCheck from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalName } from "../../../../../src/emulator/dns/domain-names.ts";
import { refusal } from "../../../world.ts";
import { record, withZone } from "../zone.ts";

const a = (more: object, value = "10.0.0.1", TTL = 60) => record("CREATE", "a.example.com", "A", [value], TTL, more);
const alias = (name: string, HostedZoneId: string, more: Partial<ResourceRecordSet> = {}): Change => ({
	Action: "CREATE",
	ResourceRecordSet: {
		Name: "alias.example.com",
		Type: "A",
		AliasTarget: { DNSName: name, HostedZoneId, EvaluateTargetHealth: false },
		...more,
	},
});

describe("values", () => {
	it.each<[RRType, string]>([
		["A", "192.0.2.1"],
		["AAAA", "2001:db8::1"],
		["CAA", '0 issue "ca.example.net"'],
		["CNAME", "web.example.com"],
		["DS", "12345 13 2 49FD46E6C4B45C55D4AC 11223344"],
		["HTTPS", '1 . alpn="h2,h3" ipv4hint=192.0.2.1'],
		["MX", "10 mx.example.com"],
		["NAPTR", '100 50 "u" "sip+E2U" "!^.*$!sip:info@example.com!" .'],
		["NS", "ns1.example.org."],
		["PTR", "host.example.com"],
		["SPF", '"v=spf1 -all"'],
		["SRV", "1 10 5269 host.example.com."],
		["SSHFP", "4 2 123456789ABCDEF67890123456789ABCDEF67890123456789ABCDEF123456789"],
		["SVCB", "0 svc.example.com."],
		["TLSA", "3 1 1 0123ABCDEF"],
		["TXT", '"one \\"two\\"" "three"'],
	])("of type %s such as %s are accepted", async (type, value) => {
		const { change, list } = await withZone();
		await change(record("CREATE", "v.example.com", type, [value]));
		expect(await list()).toEqual([`v.example.com. ${type}`]);
	});

	it.each<[RRType, string, string]>([
		["A", "10.0.0.256", "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '10.0.0.256'"],
		["AAAA", "10.0.0.1", "AAAARRDATAIllegalIPv6Address"],
		["CAA", "0 issue ca.example.net", "CAARRDATAIllegalField (Field 3"],
		["CNAME", "a..b", "DomainLabelEmpty (Domain label is empty) encountered with 'a..b'"],
		["CNAME", `${"x".repeat(64)}.com`, "DomainLabelTooLong"],
		["DS", "12345 13 2 xyz", "DSRRDATAIllegalField"],
		["HTTPS", "x .", "SVCBRRDATA"],
		["HTTPS", "1 . shade=dark", "Unknown key"],
		["MX", "mx.example.com", "MXRRDATANotTwoFields (Value should be two fields)"],
		["MX", "70000 mx.example.com", "MXRRDATAIllegalField (Field 1"],
		["NAPTR", "100 50", "NAPTRRRDATANotSixFields"],
		["NS", "ns 1", "UnsupportedCharacter"],
		["SPF", "v=spf1", "enclosed in quotation marks"],
		["SRV", "1 1 80", "SRVRRDATANotFourFields (Value should be four fields)"],
		["SSHFP", "4 2 abc", "SSHFPRRDATAIllegalField"],
		["SVCB", "0 svc.example.com. port=1", "an alias has none"],
		["TLSA", "3 1 300 aa", "TLSARRDATAIllegalField (Field 3"],
		["TXT", `"${"x".repeat(256)}"`, "CharacterStringTooLong"],
		[
			"TXT",
			Array(20)
				.fill(`"${"x".repeat(210)}"`)
				.join(" "),
			"ValueTooLong",
		],
	])("of type %s such as %s are rejected", async (type, value, message) => {
		const { change } = await withZone();
		const made = change(record("CREATE", "v.example.com", type, [value]));
		await expect(made).rejects.toMatchObject(refusal("InvalidChangeBatch", message));
	});

	it("of one record set are at most 400", async () => {
		const { change } = await withZone();
		const addresses = (count: number) =>
			Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
		await change(record("CREATE", "many.example.com", "A", addresses(400)));
		const tooMany = change(record("CREATE", "more.example.com", "A", addresses(401)));
		await expect(tooMany).rejects.toMatchObject(refusal("InvalidChangeBatch", "400"));
	});
});

describe("names", () => {
	it.each([
		["WWW.Example.com", "www.example.com."],
		["*.example.com", "\\052.example.com."],
		["a/b@c.example.com.", "a\\057b\\100c.example.com."],
		["\\141\\052.example.com", "a\\052.example.com."],
		["ü.example.com", "\\303\\274.example.com."],
		["_srv-1.example.com", "_srv-1.example.com."],
	])("such as %s are stored as %s", (name, filed) => {
		expect(canonicalName(name)).toBe(filed);
	});

	it("are stored once: storing them again changes nothing", () => {
		fastCheck.assert(
			fastCheck.property(fastCheck.string(), (name) => canonicalName(canonicalName(name)) === canonicalName(name)),
		);
	});

	it.each([
		["", "DomainNameEmpty (Domain name is empty) encountered with ''"],
		["a..example.com", "DomainLabelEmpty (Domain label is empty) encountered with 'a..example.com'"],
		["a b.example.com", "UnsupportedCharacter (Value contains unsupported characters) encountered with ' '"],
		[`${"x".repeat(64)}.example.com`, "DomainLabelTooLong"],
		[`${"x.".repeat(130)}example.com`, "DomainNameTooLong"],
		["other.org", "RRSet with DNS name other.org. is not permitted in zone example.com."],
	])("such as %j are rejected", async (name, message) => {
		const { change } = await withZone();
		const made = change(record("CREATE", name, "A", ["10.0.0.1"]));
		await expect(made).rejects.toMatchObject(refusal("InvalidChangeBatch", message));
	});
});

describe("the shape of a record set", () => {
	const where = (Type: string, identifier = "null") =>
		`Change with [Action=CREATE, Name=a.example.com, Type=${Type}, SetIdentifier=${identifier}]`;
	const contents =
		"Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]";
	const policies =
		"Expected exactly one of [Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig]";
	const AliasTarget = { HostedZoneId: "Z1", DNSName: "x.example.com", EvaluateTargetHealth: false };

	it.each<[string, Change, string]>([
		[
			"without values",
			record("CREATE", "a.example.com", "A", []),
			`Invalid request: ${contents}, but found none in ${where("A")}`,
		],
		[
			"with values and an alias",
			a({ AliasTarget }),
			`Invalid request: ${contents}, but found more than one in ${where("A")}`,
		],
		[
			"with a policy and no identifier",
			a({ Weight: 1 }),
			`Invalid request: Missing field 'SetIdentifier' in ${where("A")}`,
		],
		[
			"with an identifier and no policy",
			a({ SetIdentifier: "x" }),
			`Invalid request: ${policies}, but found none in ${where("A", "x")}`,
		],
		[
			"with two policies",
			a({ SetIdentifier: "x", Weight: 1, Region: "eu-west-1" }),
			`${policies}, but found more than one in ${where("A", "x")}`,
		],
		[
			"of an unknown type",
			record("CREATE", "a.example.com", "LOC" as RRType, ["x"]),
			"Value 'LOC' at 'changeBatch.changes.1.member.resourceRecordSet.type' failed to satisfy constraint: Member must satisfy enum value set",
		],
		[
			"with a weight that is too large",
			a({ SetIdentifier: "x", Weight: 256 }),
			"Value '256' at 'changeBatch.changes.1.member.resourceRecordSet.weight'",
		],
		["with a negative TTL", a({}, "10.0.0.1", -1), "resourceRecordSet.tTL"],
		[
			"with an identifier that is too long",
			a({ SetIdentifier: "x".repeat(129), Weight: 1 }),
			"length between 1 and 128",
		],
	])("%s rejects the request", async (_, change, message) => {
		const zone = await withZone();
		await expect(zone.change(change)).rejects.toMatchObject(refusal("InvalidInput", message));
	});

	it("with a health check requires the health check", async () => {
		const { change } = await withZone();
		const made = change(a({ HealthCheckId: "none" }));
		await expect(made).rejects.toMatchObject(
			refusal("NoSuchHealthCheck", "A health check with id none does not exist."),
		);
	});
});

describe("record sets of one name and type", () => {
	const named = (SetIdentifier: string, more: object, TTL = 60) => a({ SetIdentifier, ...more }, "10.0.0.1", TTL);
	it.each<[string, Change, Change, string]>([
		[
			"simple beside weighted",
			named("x", { Weight: 1 }),
			a({}),
			"RRSet with DNS name a.example.com., type A cannot be created as other RRSets exist with the same name and type.",
		],
		[
			"weighted beside simple",
			a({}),
			named("x", { Weight: 1 }),
			"RRSet with DNS name a.example.com., type A, SetIdentifier x cannot be created as a non-weighted set exists with the same name and type.",
		],
		[
			"latency beside weighted",
			named("y", { Weight: 1 }),
			named("x", { Region: "eu-west-2" }),
			"type A, SetIdentifier x, and Region Name=eu-west-2 cannot be created because a non-latency RRSet with the same name and type already exists.",
		],
		[
			"geolocation beside weighted",
			named("y", { Weight: 1 }),
			named("x", { GeoLocation: { CountryCode: "DE" } }),
			"cannot be created because a non-GEO RRSet with the same name and type already exists",
		],
		[
			"failover beside multivalue",
			named("y", { MultiValueAnswer: true }),
			named("x", { Failover: "PRIMARY" }),
			"non-failover",
		],
		[
			"weighted with another TTL",
			named("y", { Weight: 1 }),
			named("x", { Weight: 1 }, 61),
			"cannot be created as weighted sets must contain the same TTL.",
		],
		["a second primary", named("y", { Failover: "PRIMARY" }), named("x", { Failover: "PRIMARY" }), "the same routing"],
		[
			"a duplicate Region",
			named("y", { Region: "eu-west-2" }),
			named("x", { Region: "eu-west-2" }),
			"the same routing",
		],
		[
			"a duplicate country",
			named("y", { GeoLocation: { CountryCode: "DE" } }),
			named("x", { GeoLocation: { CountryCode: "DE" } }),
			"the same routing",
		],
		["an unknown country", a({}), named("x", { GeoLocation: { CountryCode: "XX" } }), "not supported"],
		[
			"an unknown CIDR collection",
			a({}),
			named("x", { CidrRoutingConfig: { CollectionId: "c", LocationName: "*" } }),
			"does not exist",
		],
	])("cannot be %s", async (_, first, second, message) => {
		const { change } = await withZone();
		await change(first);
		await expect(change(second)).rejects.toMatchObject(refusal("InvalidChangeBatch", message));
	});

	it("change their common TTL in one batch", async () => {
		const { change } = await withZone();
		await change(named("x", { Weight: 1 }), named("y", { Weight: 1 }));
		const upsert = (identifier: string) => ({ ...named(identifier, { Weight: 1 }, 10), Action: "UPSERT" as const });
		await change(upsert("x"), upsert("y"));
		await expect(
			change({ ...upsert("x"), ResourceRecordSet: named("x", { Weight: 1 }, 20).ResourceRecordSet }),
		).rejects.toThrow("same TTL");
	});

	it("return all their members, and are deleted only by naming all of them", async () => {
		const { change, route53, zoneId, list } = await withZone();
		const made = [
			named("weight", { Weight: 5 }),
			record("CREATE", "l.example.com", "A", ["10.0.0.1"], 60, { SetIdentifier: "l", Region: "eu-west-1" }),
			record("CREATE", "f.example.com", "A", ["10.0.0.1"], 60, { SetIdentifier: "f", Failover: "PRIMARY" }),
			record("CREATE", "g.example.com", "A", ["10.0.0.1"], 60, {
				SetIdentifier: "g",
				GeoLocation: { CountryCode: "US", SubdivisionCode: "NY" },
			}),
			record("CREATE", "p.example.com", "A", ["10.0.0.1"], 60, {
				SetIdentifier: "p",
				GeoProximityLocation: { AWSRegion: "eu-west-1", Bias: 5 },
			}),
			alias("a.example.com", zoneId, { SetIdentifier: "w", Weight: 0 }),
		];
		await change(...made);
		const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
		const back = ResourceRecordSets.filter(({ Type }) => Type === "A");
		expect(back).toHaveLength(made.length);
		expect(back.find(({ Name }) => Name === "g.example.com.")).toMatchObject({
			GeoLocation: { CountryCode: "US", SubdivisionCode: "NY" },
		});
		expect(back.find(({ Name }) => Name === "p.example.com.")).toMatchObject({
			GeoProximityLocation: { AWSRegion: "eu-west-1", Bias: 5 },
		});
		const lighter = { ...back.find(({ Weight }) => Weight === 5), Weight: 4 } as ResourceRecordSet;
		await expect(change({ Action: "DELETE", ResourceRecordSet: lighter })).rejects.toThrow(
			"do not match the current values",
		);
		await change(...back.map((ResourceRecordSet) => ({ Action: "DELETE" as const, ResourceRecordSet })));
		expect(await list()).toEqual([]);
	});
});

describe("alias record sets", () => {
	it("refer to record sets of the same type in the zone, including the same batch", async () => {
		const { change, zoneId, dns, list } = await withZone();
		await change(alias("A.example.com.", `/hostedzone/${zoneId.replace("/hostedzone/", "")}`), a({}));
		expect(await list()).toEqual(["a.example.com. A", "alias.example.com. A"]);
		expect(dns("alias.example.com")).toEqual(["10.0.0.1"]);
	});

	it("do not refer to record sets of another type", async () => {
		const { change, zoneId } = await withZone();
		await change(a({}));
		const made = change(alias("a.example.com", zoneId, { Type: "AAAA" }));
		await expect(made).rejects.toMatchObject(refusal("InvalidChangeBatch", "type AAAA in zone"));
	});

	it("accept all names of AWS services", async () => {
		const { change, list, dns } = await withZone();
		await change(alias("dualstack.lb-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2"));
		expect(await list()).toEqual(["alias.example.com. A"]);
		expect(dns("alias.example.com")).toBe("NOERROR");
	});

	it("of missing targets get Route 53's two messages", async () => {
		const { change, zoneId } = await withZone();
		const id = zoneId.replace("/hostedzone/", "");
		const target = (name: string) => `Tried to create an alias that targets ${name}, type A in zone ${id}`;
		await expect(change(alias("lb.elb.amazonaws.com", zoneId))).rejects.toMatchObject({
			messages: [
				`${target("lb.elb.amazonaws.com.")}, but the alias target name does not lie within the target zone`,
				`${target("lb.elb.amazonaws.com.")}, but that target was not found`,
			],
		});
		await expect(change(alias("nobody.example.com", zoneId))).rejects.toMatchObject({
			messages: [`${target("nobody.example.com.")}, but that target was not found`],
		});
	});
});
