/** Tests other settings of Route 53: CIDR collections, geolocations, DNSSEC keys, and query logging. */
import { createHash } from "node:crypto";
import {
	ActivateKeySigningKeyCommand,
	ChangeCidrCollectionCommand,
	type CidrCollectionChange,
	CreateCidrCollectionCommand,
	CreateHostedZoneCommand,
	CreateKeySigningKeyCommand,
	CreateQueryLoggingConfigCommand,
	DeactivateKeySigningKeyCommand,
	DeleteCidrCollectionCommand,
	DeleteHostedZoneCommand,
	DeleteKeySigningKeyCommand,
	DeleteQueryLoggingConfigCommand,
	DisableHostedZoneDNSSECCommand,
	EnableHostedZoneDNSSECCommand,
	GetDNSSECCommand,
	GetGeoLocationCommand,
	GetQueryLoggingConfigCommand,
	ListCidrBlocksCommand,
	ListCidrCollectionsCommand,
	ListCidrLocationsCommand,
	ListGeoLocationsCommand,
	ListQueryLoggingConfigsCommand,
} from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../world.ts";
import { record, VPC, withZone } from "./zone.ts";

describe("a CIDR collection", () => {
	async function withCollection() {
		const zone = await withZone("example.com", true);
		const made = await zone.route53.send(new CreateCidrCollectionCommand({ Name: "offices", CallerReference: "1" }));
		const Id = made.Collection?.Id ?? "";
		const put = (LocationName: string, ...CidrList: string[]): CidrCollectionChange => ({
			LocationName,
			Action: "PUT",
			CidrList,
		});
		const take = (LocationName: string, ...CidrList: string[]): CidrCollectionChange => ({
			LocationName,
			Action: "DELETE_IF_EXISTS",
			CidrList,
		});
		const edit = (Changes: CidrCollectionChange[], CollectionVersion?: number) =>
			zone.route53.send(new ChangeCidrCollectionCommand({ Id, Changes, CollectionVersion }));
		return { ...zone, Id, put, take, edit, collection: made.Collection };
	}

	it("has blocks by location, with versions", async () => {
		const { route53, Id, put, take, edit, collection } = await withCollection();
		expect(collection).toMatchObject({ Arn: `arn:aws:route53:::cidrcollection/${Id}`, Version: 1 });
		await edit([put("tokyo", "192.0.2.0/24"), put("kyoto", "198.51.100.0/24", "2001:db8::/48")], 1);
		await expect(edit([take("kyoto", "198.51.100.0/24")], 1)).rejects.toMatchObject(
			refusal("CidrCollectionVersionMismatchException"),
		);
		const names = await route53.send(new ListCidrLocationsCommand({ CollectionId: Id }));
		expect(names.CidrLocations).toEqual([{ LocationName: "kyoto" }, { LocationName: "tokyo" }]);
		const blocks = await route53.send(new ListCidrBlocksCommand({ CollectionId: Id, LocationName: "kyoto" }));
		expect(blocks.CidrBlocks).toHaveLength(2);
		const { CidrCollections } = await route53.send(new ListCidrCollectionsCommand({}));
		expect(CidrCollections).toMatchObject([{ Id, Name: "offices", Version: 2 }]);
		await expect(edit([put("osaka", "192.0.2.0/24")])).rejects.toMatchObject(refusal("CidrBlockInUseException"));
		await expect(edit([put("osaka", "192.0.2.0/25")])).rejects.toMatchObject(refusal("InvalidInput"));
		const remove = () => route53.send(new DeleteCidrCollectionCommand({ Id }));
		await expect(remove()).rejects.toMatchObject(refusal("CidrCollectionInUseException"));
		await edit([take("tokyo", "192.0.2.0/24"), take("kyoto", "198.51.100.0/24", "2001:db8::/48")]);
		await remove();
		await expect(remove()).rejects.toMatchObject(refusal("NoSuchCidrCollectionException"));
	});

	it("routes by the client's address, the longest block first", async () => {
		const { change, emulator, Id, put, edit } = await withCollection();
		await edit([put("japan", "192.0.0.0/16"), put("tokyo", "192.0.2.0/24")]);
		const at = (LocationName: string, value: string) =>
			record("CREATE", "c.example.com", "A", [value], 60, {
				SetIdentifier: LocationName,
				CidrRoutingConfig: { CollectionId: Id, LocationName },
			});
		await change(at("japan", "10.0.0.1"), at("tokyo", "10.0.0.2"), at("*", "10.0.0.3"));
		const ask = (address: string) =>
			emulator.resolveDns({ name: "c.example.com", type: "A", asker: { address } }).answers[0]?.value;
		expect(["192.0.2.9", "192.0.3.9", "203.0.113.1"].map(ask)).toEqual(["10.0.0.2", "10.0.0.1", "10.0.0.3"]);
	});
});

describe("places", () => {
	it("are continents, the default, countries and states, in pages", async () => {
		const { route53 } = createWorld();
		const seen: string[] = [];
		let next: {
			StartContinentCode?: string | undefined;
			StartCountryCode?: string | undefined;
			StartSubdivisionCode?: string | undefined;
		} = {};
		for (let pages = 0; pages < 20; pages += 1) {
			const page = await route53.send(new ListGeoLocationsCommand({ MaxItems: 50, ...next }));
			seen.push(
				...(page.GeoLocationDetailsList ?? []).map(({ ContinentCode, CountryCode, SubdivisionCode }) =>
					[ContinentCode && `continent ${ContinentCode}`, CountryCode, SubdivisionCode].filter(Boolean).join("-"),
				),
			);
			if (!page.IsTruncated) break;
			next = {
				StartContinentCode: page.NextContinentCode,
				StartCountryCode: page.NextCountryCode,
				StartSubdivisionCode: page.NextSubdivisionCode,
			};
		}
		expect(seen.slice(0, 9)).toEqual([
			...["AF", "AN", "AS", "EU", "NA", "OC", "SA"].map((code) => `continent ${code}`),
			"*",
			"AD",
		]);
		expect(seen.slice(seen.indexOf("US"), seen.indexOf("US") + 3)).toEqual(["US", "US-AK", "US-AL"]);
		expect(new Set(seen).size).toBe(seen.length);
		expect(seen.at(-1)).toBe("ZW");
	});

	it("are found by their codes", async () => {
		const { route53 } = createWorld();
		const get = (input: object) => route53.send(new GetGeoLocationCommand(input));
		expect((await get({ CountryCode: "JP" })).GeoLocationDetails).toEqual({ CountryCode: "JP", CountryName: "Japan" });
		expect((await get({ CountryCode: "US", SubdivisionCode: "NY" })).GeoLocationDetails?.SubdivisionName).toBe(
			"New York",
		);
		await expect(get({ CountryCode: "XX" })).rejects.toMatchObject(refusal("NoSuchGeoLocation"));
	});
});

describe("DNSSEC", () => {
	const KeyManagementServiceArn = "arn:aws:kms:us-east-1:111122223333:key/1234";
	async function withKey(Status = "ACTIVE") {
		const zone = await withZone("example.com", true);
		const key = { HostedZoneId: zone.zoneId, Name: "ksk_1" };
		const create = (more = {}) =>
			zone.route53.send(
				new CreateKeySigningKeyCommand({ CallerReference: "1", ...key, KeyManagementServiceArn, Status, ...more }),
			);
		const { KeySigningKey } = await create();
		return { ...zone, key, create, made: KeySigningKey };
	}

	it("requires an active key, and keeps the last one while the zone is signed", async () => {
		const { route53, key, zoneId: HostedZoneId } = await withKey("INACTIVE");
		const enable = () => route53.send(new EnableHostedZoneDNSSECCommand({ HostedZoneId }));
		await expect(enable()).rejects.toMatchObject(refusal("KeySigningKeyWithActiveStatusNotFound"));
		await route53.send(new ActivateKeySigningKeyCommand(key));
		await enable();
		const status = async () => (await route53.send(new GetDNSSECCommand({ HostedZoneId }))).Status?.ServeSignature;
		expect(await status()).toBe("SIGNING");
		const deactivate = () => route53.send(new DeactivateKeySigningKeyCommand(key));
		await expect(deactivate()).rejects.toMatchObject(refusal("KeySigningKeyInUse"));
		const remove = () => route53.send(new DeleteKeySigningKeyCommand(key));
		await expect(remove()).rejects.toMatchObject(refusal("InvalidKeySigningKeyStatus"));
		const zoneRemoval = () => route53.send(new DeleteHostedZoneCommand({ Id: HostedZoneId }));
		await expect(zoneRemoval()).rejects.toMatchObject(refusal("HostedZoneNotEmpty", "DNSSEC Key Signing Keys"));
		await route53.send(new DisableHostedZoneDNSSECCommand({ HostedZoneId }));
		expect(await status()).toBe("NOT_SIGNING");
		await deactivate();
		await remove();
		await zoneRemoval();
	});

	it("has keys whose tag and digest are derived from the public key (RFC 4034)", async () => {
		const { made } = await withKey();
		const publicKey = Buffer.from(made?.PublicKey ?? "", "base64");
		const rdata = Buffer.concat([Buffer.from([1, 1, 3, 13]), publicKey]);
		const owner = Buffer.from("\x07example\x03com\x00", "latin1");
		const digest = createHash("sha256")
			.update(Buffer.concat([owner, rdata]))
			.digest("hex")
			.toUpperCase();
		expect(made).toMatchObject({
			Flag: 257,
			SigningAlgorithmType: 13,
			DigestValue: digest,
			DSRecord: `${made?.KeyTag} 13 2 ${digest}`,
		});
		expect(publicKey).toHaveLength(64);
	});

	it.each([
		["a name with a space", { Name: "a b c" }, "InvalidKeySigningKeyName"],
		[
			"a key in another Region",
			{ Name: "other", KeyManagementServiceArn: "arn:aws:kms:eu-west-1:111122223333:key/1" },
			"InvalidKMSArn",
		],
		["an invalid status", { Name: "other", Status: "READY" }, "InvalidKeySigningKeyStatus"],
		["a name in use", {}, "KeySigningKeyAlreadyExists"],
	])("rejects %s", async (_, input, error) => {
		const { create } = await withKey();
		await expect(create(input)).rejects.toMatchObject(refusal(error));
	});

	it("has at most two keys per zone, and none for private zones", async () => {
		const { create, route53 } = await withKey();
		await create({ Name: "ksk_2" });
		await expect(create({ Name: "ksk_3" })).rejects.toMatchObject(refusal("TooManyKeySigningKeys"));
		const hidden = await route53.send(new CreateHostedZoneCommand({ Name: "b.com", CallerReference: "b", VPC }));
		const HostedZoneId = hidden.HostedZone?.Id;
		await expect(route53.send(new GetDNSSECCommand({ HostedZoneId }))).rejects.toMatchObject(
			refusal("InvalidArgument"),
		);
	});
});

describe("query logging", () => {
	it("has one configuration per public zone, which is deleted with it", async () => {
		const { route53, zoneId: HostedZoneId } = await withZone("example.com", true);
		const create = (CloudWatchLogsLogGroupArn: string) =>
			route53.send(new CreateQueryLoggingConfigCommand({ HostedZoneId, CloudWatchLogsLogGroupArn }));
		const arn = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/route53/example.com:*";
		await expect(create("here")).rejects.toMatchObject(refusal("InvalidInput"));
		const { QueryLoggingConfig } = await create(arn);
		const Id = QueryLoggingConfig?.Id;
		await expect(create(arn)).rejects.toMatchObject(refusal("QueryLoggingConfigAlreadyExists"));
		expect((await route53.send(new GetQueryLoggingConfigCommand({ Id }))).QueryLoggingConfig).toEqual(
			QueryLoggingConfig,
		);
		const list = async () => (await route53.send(new ListQueryLoggingConfigsCommand({}))).QueryLoggingConfigs;
		expect(await list()).toEqual([QueryLoggingConfig]);
		await route53.send(new DeleteQueryLoggingConfigCommand({ Id }));
		await expect(route53.send(new DeleteQueryLoggingConfigCommand({ Id }))).rejects.toMatchObject(
			refusal("NoSuchQueryLoggingConfig"),
		);
		await create(arn);
		await route53.send(new DeleteHostedZoneCommand({ Id: HostedZoneId }));
		expect(await list()).toEqual([]);
	});
});
