/**
 * Assigns private IPv4 addresses in the VPC 10.0.0.0/16 and, when that is full, in the next ones up to 10.255.0.0/16. A
 * subnet keeps its first /24, and addresses are assigned in sequence: as on AWS, a replacement task gets another
 * address, so stale records can be detected.
 */

/** Allocates and releases addresses by subnet. */
export interface AddressPool {
	/** An address in the subnet; `release` frees it. */
	readonly take: (subnet: string) => string;
	readonly release: (address: string) => void;
	/** The Availability Zone of the subnet, fixed at its first use. */
	readonly availabilityZone: (subnet: string) => string;
}

interface Subnet {
	readonly availabilityZone: string;
	/** Second and third octet as one number; a full subnet gets another block. */
	readonly blocks: number[];
	nextBlock: number;
	nextHost: number;
}

/** AWS reserves the first four addresses of a subnet and its last one. */
const firstHost = 4;
const lastHost = 254;
const blocksInVpc = 256;

/** Creates an empty pool; its subnets alternate between the zones a, b and c of `region`. */
export function createAddressPool(region: string): AddressPool {
	const subnets = new Map<string, Subnet>();
	const blocks = new Set<number>();
	const used = new Set<string>();
	const block = (subnet: string) => {
		const second = Math.floor(blocks.size / blocksInVpc);
		if (second > 255) throw new Error("The emulated network 10.0.0.0/8 has no free subnet left.");
		let third = hash(subnet) % blocksInVpc;
		while (blocks.has(second * blocksInVpc + third)) third = (third + 1) % blocksInVpc;
		const found = second * blocksInVpc + third;
		blocks.add(found);
		return found;
	};
	const known = (id: string) => {
		let subnet = subnets.get(id);
		if (!subnet) {
			const availabilityZone = `${region}${"abc"[subnets.size % 3]}`;
			subnet = { availabilityZone, blocks: [block(id)], nextBlock: 0, nextHost: firstHost };
			subnets.set(id, subnet);
		}
		return subnet;
	};
	return {
		availabilityZone: (subnet) => known(subnet).availabilityZone,
		release: (address) => void used.delete(address),
		take: (id) => {
			const subnet = known(id);
			for (let tries = subnet.blocks.length * (lastHost - firstHost + 1); tries > 0; tries--) {
				const address = next(subnet);
				if (used.has(address)) continue;
				used.add(address);
				return address;
			}
			subnet.nextBlock = subnet.blocks.push(block(id)) - 1;
			subnet.nextHost = firstHost;
			const address = next(subnet);
			used.add(address);
			return address;
		},
	};
}

/** The IPv6 address that corresponds to an address of the pool, in the documentation prefix (RFC 3849). */
export function ipv6Of(address: string): string {
	const [, , third, host] = address.split(".").map((octet) => Number(octet).toString(16));
	return `2001:db8:0:${third}::${host}`;
}

function next(subnet: Subnet): string {
	const block = subnet.blocks[subnet.nextBlock] ?? 0;
	const address = `10.${Math.floor(block / blocksInVpc)}.${block % blocksInVpc}.${subnet.nextHost++}`;
	if (subnet.nextHost > lastHost) {
		subnet.nextHost = firstHost;
		subnet.nextBlock = (subnet.nextBlock + 1) % subnet.blocks.length;
	}
	return address;
}

function hash(text: string): number {
	let value = 2_166_136_261;
	for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619);
	return value >>> 0;
}
