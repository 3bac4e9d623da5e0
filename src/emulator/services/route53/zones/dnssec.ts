/**
 * DNSSEC settings: key-signing keys and the signing status of zones. Nothing is signed and DNS answers have no
 * signatures, but the records that tools copy to a registrar are consistent: key tag and digest are derived from the
 * key as in RFC 4034.
 */
import { createHash } from "node:crypto";
import type {
	ActivateKeySigningKeyRequest,
	CreateKeySigningKeyRequest,
	CreateKeySigningKeyResponse,
	DeleteKeySigningKeyRequest,
	DisableHostedZoneDNSSECRequest,
	EnableHostedZoneDNSSECRequest,
	GetDNSSECRequest,
	GetDNSSECResponse,
	KeySigningKey,
} from "@aws-sdk/client-route-53";
import type { Random } from "../../../../lib/random.ts";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import type { Changes } from "../changes.ts";
import type { Zone, ZoneTable } from "./zones.ts";

/** The signing status of zones and their keys. */
export interface ZoneSigning {
	readonly handlers: Handlers;
	readonly hasKeys: (zone: Zone) => boolean;
}

interface ZoneKeys {
	isSigning: boolean;
	readonly keys: Map<string, KeySigningKey>;
}

const maximumKeys = 2;
const kmsKeyArn = /^arn:aws[\w-]*:kms:us-east-1:\d{12}:(key|alias)\/.+$/;
/** A zone key that signs keys, DNSSEC's protocol number, and ECDSA on P-256 with SHA-256. */
const flags = 257;
const protocol = 3;
const algorithm = 13;
const digestType = 2;
const publicKeyBytes = 64;

/** Creates an account without signed zones. */
export function createZoneSigning({ clock, random }: AccountContext, zones: ZoneTable, changes: Changes): ZoneSigning {
	const keysOf = new WeakMap<Zone, ZoneKeys>();
	const publicZone = (id: string | undefined): readonly [Zone, ZoneKeys] => {
		const zone = zones.get(id ?? "");
		if (zone.vpcs) throw new AwsError("InvalidArgument", "DNSSEC is for public hosted zones only.");
		const known = keysOf.get(zone) ?? { isSigning: false, keys: new Map() };
		keysOf.set(zone, known);
		return [zone, known];
	};
	const keyIn = ({ keys }: ZoneKeys, name = ""): KeySigningKey => {
		const key = keys.get(name);
		if (key) return key;
		throw new AwsError("NoSuchKeySigningKey", `The key-signing key ${name} doesn't exist.`);
	};
	const create = (input: CreateKeySigningKeyRequest): CreateKeySigningKeyResponse => {
		const { Name = "", KeyManagementServiceArn: arn = "", Status = "" } = input;
		const [zone, { keys }] = publicZone(input.HostedZoneId);
		if (!/^\w{3,128}$/.test(Name)) throw new AwsError("InvalidKeySigningKeyName", `The name ${Name} is not valid.`);
		if (!kmsKeyArn.test(arn)) throw new AwsError("InvalidKMSArn", `${arn} is not the ARN of a key in us-east-1.`);
		if (Status !== "ACTIVE" && Status !== "INACTIVE") {
			throw new AwsError("InvalidKeySigningKeyStatus", `The status ${Status} is neither ACTIVE nor INACTIVE.`);
		}
		if (keys.has(Name)) throw new AwsError("KeySigningKeyAlreadyExists", `The key-signing key ${Name} already exists.`);
		if (keys.size >= maximumKeys) {
			throw new AwsError("TooManyKeySigningKeys", `A hosted zone has at most ${maximumKeys} key-signing keys.`);
		}
		const now = new Date(clock.now());
		const key = { Name, KmsArn: arn, Status, CreatedDate: now, LastModifiedDate: now, ...drawKey(zone.name, random) };
		keys.set(Name, key);
		const Location = `https://route53.amazonaws.com/2013-04-01/keysigningkey/${zone.id}/${Name}`;
		return { ChangeInfo: changes.submit(), KeySigningKey: key, Location };
	};
	const setStatus = (Status: "ACTIVE" | "INACTIVE") => (input: ActivateKeySigningKeyRequest) => {
		const [, state] = publicZone(input.HostedZoneId);
		const key = keyIn(state, input.Name);
		const isLast = activeKeys(state).every((other) => other === key);
		if (Status === "INACTIVE" && state.isSigning && isLast) {
			throw new AwsError("KeySigningKeyInUse", "The key-signing key is the only active one of a zone that is signed.");
		}
		state.keys.set(key.Name ?? "", { ...key, Status, LastModifiedDate: new Date(clock.now()) });
		return { ChangeInfo: changes.submit() };
	};
	const remove = (input: DeleteKeySigningKeyRequest) => {
		const [, state] = publicZone(input.HostedZoneId);
		const key = keyIn(state, input.Name);
		if (key.Status !== "INACTIVE") {
			throw new AwsError("InvalidKeySigningKeyStatus", "A key-signing key is deactivated before it is deleted.");
		}
		state.keys.delete(key.Name ?? "");
		return { ChangeInfo: changes.submit() };
	};
	const enable = ({ HostedZoneId }: EnableHostedZoneDNSSECRequest) => {
		const [, state] = publicZone(HostedZoneId);
		if (activeKeys(state).length === 0) {
			throw new AwsError(
				"KeySigningKeyWithActiveStatusNotFound",
				"A key-signing key with the status ACTIVE wasn't found.",
			);
		}
		state.isSigning = true;
		return { ChangeInfo: changes.submit() };
	};
	const disable = ({ HostedZoneId }: DisableHostedZoneDNSSECRequest) => {
		const [, state] = publicZone(HostedZoneId);
		if (!state.isSigning) throw new AwsError("DNSSECNotFound", "The hosted zone doesn't have any DNSSEC resources.");
		state.isSigning = false;
		return { ChangeInfo: changes.submit() };
	};
	const get = ({ HostedZoneId }: GetDNSSECRequest): GetDNSSECResponse => {
		const [, { isSigning, keys }] = publicZone(HostedZoneId);
		return { Status: { ServeSignature: isSigning ? "SIGNING" : "NOT_SIGNING" }, KeySigningKeys: [...keys.values()] };
	};
	return {
		handlers: {
			CreateKeySigningKey: create,
			ActivateKeySigningKey: setStatus("ACTIVE"),
			DeactivateKeySigningKey: setStatus("INACTIVE"),
			DeleteKeySigningKey: remove,
			EnableHostedZoneDNSSEC: enable,
			DisableHostedZoneDNSSEC: disable,
			GetDNSSEC: get,
		},
		hasKeys: (zone) => (keysOf.get(zone)?.keys.size ?? 0) > 0,
	};
}

function activeKeys({ keys }: ZoneKeys): readonly KeySigningKey[] {
	return [...keys.values()].filter(({ Status }) => Status === "ACTIVE");
}

/** Random bytes represent a public key; all derived values are derived from them. */
function drawKey(zoneName: string, random: Random): Partial<KeySigningKey> {
	const publicKey = Buffer.from(Array.from({ length: publicKeyBytes }, () => Math.floor(random() * 256)));
	const head = Buffer.from([flags >> 8, flags & 255, protocol, algorithm]);
	const record = Buffer.concat([head, publicKey]);
	const tag = keyTag(record);
	const owner = Buffer.from(
		zoneName
			.split(".")
			.map((label) => String.fromCharCode(label.length) + label)
			.join(""),
		"latin1",
	);
	const digest = createHash("sha256").update(owner).update(record).digest("hex").toUpperCase();
	const encoded = publicKey.toString("base64");
	return {
		Flag: flags,
		SigningAlgorithmMnemonic: "ECDSAP256SHA256",
		SigningAlgorithmType: algorithm,
		DigestAlgorithmMnemonic: "SHA-256",
		DigestAlgorithmType: digestType,
		KeyTag: tag,
		DigestValue: digest,
		PublicKey: encoded,
		DSRecord: `${tag} ${algorithm} ${digestType} ${digest}`,
		DNSKEYRecord: `${flags} ${protocol} ${algorithm} ${encoded}`,
	};
}

/** RFC 4034, appendix B. */
function keyTag(record: Buffer): number {
	const sum = record.reduce((total, byte, index) => total + (index % 2 === 0 ? byte << 8 : byte), 0);
	return (sum + (sum >>> 16)) & 0xffff;
}
