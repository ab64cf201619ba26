// Numbers that tell which header comes next: EtherTypes (IEEE 802) and IP protocol numbers (IANA).

export const etherTypeIpv4 = 0x0800;
export const etherTypeIpv6 = 0x86dd;
/** IEEE 802.1Q. */
export const etherTypeVlan = 0x8100;
/** IEEE 802.1ad: the outer of two tags. */
export const etherTypeServiceVlan = 0x88a8;

export const ipProtocolTcp = 6;
export const ipProtocolUdp = 17;
export const ipProtocolSctp = 132;

/** IPv6 extension headers (RFC 8200 §4, RFC 4302). */
export const ipv6HopByHop = 0;
export const ipv6Routing = 43;
export const ipv6Fragment = 44;
export const ipv6Authentication = 51;
export const ipv6NoNextHeader = 59;
export const ipv6DestinationOptions = 60;
