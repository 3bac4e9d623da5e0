/**
 * CIDR collections: named locations with address blocks, by which CIDR record sets distinguish clients. A block cannot
 * be in two locations of a collection.
 */
import { BlockList, isIP } from "node:net";
import type {
	ChangeCidrCollectionRequest,
	ChangeCidrCollectionResponse,
	CidrCollectionChange,
	CreateCidrCollectionRequest,
	CreateCidrCollectionResponse,
	DeleteCidrCollectionRequest,
	ListCidrBlocksRequest,
	ListCidrBlocksResponse,
	ListCidrCollectionsRequest,
	ListCidrCollectionsResponse,
	ListCidrLocationsRequest,
	ListCidrLocationsResponse,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import type { Changes } from "../changes.ts";
import { compareText } from "../domain-names.ts";
import { newUuid } from "../identifiers.ts";
import { page } from "../pages.ts";

/** All CIDR collections. */
export interface CidrCollections {
	readonly handlers: Handlers;
	/** Whether a record set can refer to it; `*`, the default location, is in every collection. */
	readonly hasLocation: (collectionId: string, locationName: string) => boolean;
	/** The location with the longest block that contains the address; undefined if there is none. */
	readonly locationOf: (collectionId: string, address: string) => string | undefined;
}

interface Collection {
	readonly id: string;
	readonly name: string;
	readonly callerReference: string;
	version: number;
	/** The blocks of each location. */
	locations: ReadonlyMap<string, readonly string[]>;
}

const maximumCollections = 5;
const maximumBlocks = 1000;

/** Creates an account without CIDR collections. */
export function createCidrCollections({ random }: AccountContext, changes: Changes): CidrCollections {
	const collections = new Map<string, Collection>();
	const get = (id = ""): Collection => {
		const collection = collections.get(id);
		if (collection) return collection;
		throw new AwsError("NoSuchCidrCollectionException", `The CIDR collection ${id} doesn't exist.`);
	};
	const create = ({ Name = "", CallerReference = "" }: CreateCidrCollectionRequest): CreateCidrCollectionResponse => {
		if (!/^[0-9A-Za-z_-]{1,64}$/.test(Name)) throw new AwsError("InvalidInput", `The name ${Name} is not valid.`);
		if (
			[...collections.values()].some(
				({ name, callerReference }) => name === Name || callerReference === CallerReference,
			)
		) {
			const message = "A CIDR collection with this name and a different caller reference already exists.";
			throw new AwsError("CidrCollectionAlreadyExistsException", message);
		}
		if (collections.size >= maximumCollections) {
			throw new AwsError("LimitsExceeded", `The limit of ${maximumCollections} CIDR collections is reached.`);
		}
		const id = newUuid(random);
		const collection = { id, name: Name, callerReference: CallerReference, version: 1, locations: new Map() };
		collections.set(id, collection);
		const Location = `https://route53.amazonaws.com/2013-04-01/cidrcollection/${id}`;
		return { Collection: { ...summaryOf(collection) }, Location };
	};
	const change = (input: ChangeCidrCollectionRequest): ChangeCidrCollectionResponse => {
		const collection = get(input.Id);
		if (input.CollectionVersion !== undefined && input.CollectionVersion !== collection.version) {
			const message = `The version ${input.CollectionVersion} is not the version ${collection.version} of the collection.`;
			throw new AwsError("CidrCollectionVersionMismatchException", message);
		}
		collection.locations = changedLocations(collection.locations, input.Changes ?? []);
		collection.version += 1;
		return { Id: changes.submit().Id };
	};
	const remove = ({ Id }: DeleteCidrCollectionRequest) => {
		const collection = get(Id);
		if (collection.locations.size > 0) {
			throw new AwsError("CidrCollectionInUseException", "This CIDR collection is in use, and isn't empty.");
		}
		collections.delete(collection.id);
		return {};
	};
	return {
		handlers: {
			CreateCidrCollection: create,
			ChangeCidrCollection: change,
			DeleteCidrCollection: remove,
			...listOperations(collections, get),
		},
		hasLocation: (collectionId, locationName) => {
			const collection = collections.get(collectionId);
			return collection !== undefined && (locationName === "*" || collection.locations.has(locationName));
		},
		locationOf: (collectionId, address) => longestMatch(collections.get(collectionId)?.locations ?? new Map(), address),
	};
}

function listOperations(collections: ReadonlyMap<string, Collection>, get: (id?: string) => Collection): Handlers {
	/** Each list continues at the key in the token. */
	const pageOf = <Item>(items: readonly Item[], keyOf: (item: Item) => string, token?: string, size?: number) => {
		const sorted = [...items].sort((a, b) => compareText(keyOf(a), keyOf(b)));
		const start = token ? sorted.findIndex((item) => keyOf(item) >= token) : 0;
		const { items: found, next } = page(sorted, start, size);
		return { found, NextToken: next && keyOf(next) };
	};
	return {
		ListCidrCollections: ({
			NextToken: token,
			MaxResults,
		}: ListCidrCollectionsRequest): ListCidrCollectionsResponse => {
			const { found, NextToken } = pageOf([...collections.values()], ({ id }) => id, token, MaxResults);
			return { CidrCollections: found.map(summaryOf), NextToken };
		},
		ListCidrLocations: (input: ListCidrLocationsRequest): ListCidrLocationsResponse => {
			const names = [...get(input.CollectionId).locations.keys()];
			const { found, NextToken } = pageOf(names, (name) => name, input.NextToken, input.MaxResults);
			return { CidrLocations: found.map((LocationName) => ({ LocationName })), NextToken };
		},
		ListCidrBlocks: (input: ListCidrBlocksRequest): ListCidrBlocksResponse => {
			const { locations } = get(input.CollectionId);
			if (input.LocationName !== undefined && !locations.has(input.LocationName)) {
				throw new AwsError("NoSuchCidrLocationException", `The location ${input.LocationName} doesn't exist.`);
			}
			const blocks = [...locations].flatMap(([LocationName, cidrs]) =>
				input.LocationName === undefined || input.LocationName === LocationName
					? cidrs.map((CidrBlock) => ({ CidrBlock, LocationName }))
					: [],
			);
			const keyOf = ({ LocationName, CidrBlock }: (typeof blocks)[number]) => `${LocationName} ${CidrBlock}`;
			const { found, NextToken } = pageOf(blocks, keyOf, input.NextToken, input.MaxResults);
			return { CidrBlocks: [...found], NextToken };
		},
	};
}

function changedLocations(
	present: Collection["locations"],
	changes: readonly CidrCollectionChange[],
): Collection["locations"] {
	const locations = new Map(present);
	for (const { LocationName = "", Action, CidrList = [] } of changes) {
		if (!/^[0-9A-Za-z_-]{1,16}$/.test(LocationName))
			throw new AwsError("InvalidInput", `The location name ${LocationName} is not valid.`);
		for (const block of CidrList)
			if (!isBlock(block)) throw new AwsError("InvalidInput", `${block} is not a CIDR block that Route 53 takes.`);
		const before = locations.get(LocationName) ?? [];
		const rest = before.filter((block) => !CidrList.includes(block));
		if (Action === "PUT") {
			const isElsewhere = [...locations].some(
				([name, blocks]) => name !== LocationName && blocks.some((block) => CidrList.includes(block)),
			);
			if (isElsewhere) throw new AwsError("CidrBlockInUseException", "This CIDR block is already in use.");
			locations.set(LocationName, [...rest, ...CidrList]);
		} else if (rest.length > 0) locations.set(LocationName, rest);
		else locations.delete(LocationName);
	}
	const total = [...locations.values()].reduce((sum, blocks) => sum + blocks.length, 0);
	if (total > maximumBlocks)
		throw new AwsError("LimitsExceeded", `The limit of ${maximumBlocks} CIDR blocks of a collection is reached.`);
	return locations;
}

function longestMatch(locations: Collection["locations"], address: string): string | undefined {
	const family = isIP(address);
	if (family === 0) return undefined;
	let best: { readonly name: string; readonly bits: number } | undefined;
	for (const [name, blocks] of locations) {
		for (const block of blocks) {
			const [network = "", bits = ""] = block.split("/");
			if (isIP(network) !== family || Number(bits) <= (best?.bits ?? -1)) continue;
			const list = new BlockList();
			list.addSubnet(network, Number(bits), family === 6 ? "ipv6" : "ipv4");
			if (list.check(address, family === 6 ? "ipv6" : "ipv4")) best = { name, bits: Number(bits) };
		}
	}
	return best?.name;
}

/** Route 53 accepts blocks of up to 24 bits for IPv4 and 48 for IPv6. */
function isBlock(text: string): boolean {
	const [network = "", bits = "", ...rest] = text.split("/");
	const family = isIP(network);
	const longest = family === 6 ? 48 : 24;
	return rest.length === 0 && family !== 0 && /^\d{1,2}$/.test(bits) && Number(bits) <= longest;
}

function summaryOf({ id, name, version }: Collection) {
	return { Id: id, Arn: `arn:aws:route53:::cidrcollection/${id}`, Name: name, Version: version };
}
