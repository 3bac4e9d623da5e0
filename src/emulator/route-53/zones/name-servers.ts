/**
 * The four name servers of a zone. Nobody asks them, since the embedded AWS answers itself, but tools compare them: public
 * zones have four of their own or those of a reusable delegation set, private zones all have the same.
 */
import type { Random } from "../../../lib/random.ts";

/** What every private zone names. */
export const privateNameServers: readonly string[] = [
	"ns-1536.awsdns-00.co.uk.",
	"ns-0.awsdns-00.com.",
	"ns-1024.awsdns-00.org.",
	"ns-512.awsdns-00.net.",
];

/** Each domain has 512 servers, eight of them in each of its `awsdns` groups. */
const domains = ["com", "net", "org", "co.uk"];
const SERVERS_PER_DOMAIN = 512;
const SERVERS_PER_GROUP = 8;

/** Four fully qualified names, one in each domain. */
export function drawNameServers(random: Random): readonly string[] {
	return domains.map((domain, index) => {
		const server = Math.floor(random() * SERVERS_PER_DOMAIN);
		const group = String(Math.floor(server / SERVERS_PER_GROUP)).padStart(2, "0");
		return `ns-${index * SERVERS_PER_DOMAIN + server}.awsdns-${group}.${domain}.`;
	});
}
