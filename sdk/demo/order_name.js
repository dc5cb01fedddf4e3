// What an order is called, by the page and by the shop's server alike: after its first item.
export const nameOf = (item, language) => (language === "en" ? item.english : item.name);

/** `items` has each item that is bought, with its count. */
export function orderName(items, language) {
  const [first, ...others] = items;
  const name = nameOf(first, language);
  if (language === "en") {
    if (others.length > 0) return `${name} and ${others.length} more`;
    return first.count > 1 ? `${first.count} × ${name}` : name;
  }
  if (others.length > 0) return `${name} 외 ${others.length}건`;
  return first.count > 1 ? `${name} ${first.count}개` : name;
}
