// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/seed/demoflags.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

DemoRule everybody(FlagValue value)
{
    return {u"boolean"_s, {}, {}, {}, {}, std::move(value), true};
}

DemoRule when(QString attribute, QString comparison, QString operandJson, FlagValue value = true)
{
    return {u"attribute"_s,
            std::move(attribute),
            std::move(comparison),
            std::move(operandJson),
            {},
            std::move(value),
            true};
}

DemoRule rollout(int percentage, FlagValue value = true)
{
    return {u"percentage"_s, {}, {}, {}, percentage, std::move(value), true};
}

DemoRule paused(DemoRule rule)
{
    rule.active = false;
    return rule;
}

constexpr bool on = true;
constexpr bool off = false;
constexpr bool still = false;

// What an operator practises on: switches in both polarities, and one whose "off" serves true.
QVector<DemoFlag> switches()
{
    return {
        {u"payments-provider-b"_s,
         u"Route payments to B"_s,
         u"Kill switch. Normal: ON, card payments in DE and FR go to provider B. Safe: OFF, everything goes to A."_s,
         on,
         on,
         off,
         false,
         {when(u"country"_s, u"in"_s, u"[\"DE\",\"FR\"]"_s)},
         still},
        {u"ai-assistant"_s,
         u"AI assistant in the help centre"_s,
         u"Kill switch. Normal: ON. Safe: OFF, nobody gets AI replies."_s,
         on,
         on,
         on,
         false,
         {everybody(true)},
         still},
        {u"disable-signup"_s,
         u"Block new sign-ups"_s,
         u"Careful: the default is true. While ON, the rule serves false and people can sign up. Turning it "
         u"OFF "
         "serves true: sign-ups are blocked for everyone."_s,
         on,
         on,
         on,
         true,
         {everybody(false)},
         still},
        {u"block-checkout"_s,
         u"Block checkout"_s,
         u"Kill switch, inverted. Normal: OFF. ON stops all purchases and shows the maintenance page."_s,
         off,
         off,
         off,
         false,
         {everybody(true)},
         still},
        {u"block-scrapers"_s,
         u"Block known scrapers"_s,
         u"Kill switch, inverted. ON refuses requests with a scraper's user agent."_s,
         on,
         off,
         off,
         false,
         {when(u"user_agent"_s, u"contains"_s, u"\"scrapy\""_s),
          when(u"user_agent"_s, u"starts_with"_s, u"\"curl/\""_s)},
         still},
        {u"maintenance-banner"_s,
         u"Maintenance banner"_s,
         u"Shows the banner on every page. Normal: OFF."_s,
         off,
         off,
         on,
         false,
         {everybody(true)},
         still},
        {u"read-only-mode"_s,
         u"Read-only mode"_s,
         u"Kill switch, inverted. ON: carts and accounts can be read but not changed. Safe for database work."_s,
         off,
         off,
         off,
         false,
         {everybody(true)},
         still},
        {u"search-reindex"_s,
         u"Background re-index"_s,
         u"Kill switch. Safe: OFF, the search cluster stops re-indexing and recovers its queue."_s,
         on,
         on,
         on,
         false,
         {everybody(true)},
         still},
    };
}

QVector<DemoFlag> checkoutAndMoney()
{
    return {
        {u"checkout-v2"_s,
         u"New checkout flow"_s,
         u"One-page checkout. Staff first, then by share of users."_s,
         on,
         on,
         on,
         false,
         {when(u"email"_s, u"ends_with"_s, u"\"@northwind.example\""_s), rollout(25),
          paused(when(u"plan"_s, u"eq"_s, u"\"business\""_s))}},
        {u"new-checkout"_s,
         u"Checkout redesign (experiment)"_s,
         u"Look only; the flow behind it is checkout-v2."_s,
         off,
         on,
         on,
         false,
         {rollout(50)}},
        {u"express-pay"_s,
         u"Express pay buttons"_s,
         u"Wallet buttons on the product page."_s,
         on,
         on,
         on,
         false,
         {rollout(80)}},
        {u"gift-cards"_s,
         u"Gift cards"_s,
         u"Buying and redeeming gift cards."_s,
         on,
         on,
         on,
         false,
         {when(u"country"_s, u"not_in"_s, u"[\"JP\",\"KR\"]"_s), when(u"plan"_s, u"eq"_s, u"\"staff\""_s),
          rollout(10)}},
        {u"fraud-model-v3"_s,
         u"Fraud model v3"_s,
         u"Scores orders with the third model."_s,
         on,
         on,
         on,
         false,
         {when(u"country"_s, u"in"_s, u"[\"US\",\"CA\"]"_s), when(u"order_total"_s, u"eq"_s, u"\"high\""_s),
          rollout(40), paused(everybody(true))}},
        {u"invoice-pdf-v2"_s, u"PDF invoices, second layout"_s, {}, off, on, on, false, {everybody(true)}},
        {u"pay-later"_s,
         u"Pay in three parts"_s,
         u"Only where the partner has a licence."_s,
         on,
         on,
         off,
         false,
         {when(u"country"_s, u"in"_s, u"[\"DE\",\"AT\",\"NL\"]"_s)}},
        {u"checkout-button-label"_s,
         u"Label of the buy button"_s,
         u"Text experiment."_s,
         on,
         on,
         on,
         u"Buy now"_s,
         {rollout(50, u"Order and pay"_s)}},
        {u"free-shipping-threshold"_s,
         u"Free shipping from (EUR)"_s,
         u"Cart total from which shipping is free."_s,
         on,
         on,
         on,
         49.0,
         {when(u"plan"_s, u"eq"_s, u"\"business\""_s, 0.0)}},
        {u"tax-service-b"_s,
         u"Tax service B"_s,
         u"Second supplier for US sales tax."_s,
         off,
         on,
         on,
         false,
         {when(u"country"_s, u"eq"_s, u"\"US\""_s)}},
    };
}

QVector<DemoFlag> shop()
{
    return {
        {u"dark-mode"_s, u"Dark mode"_s, {}, on, on, on, false, {everybody(true)}},
        {u"new-onboarding"_s,
         u"New onboarding"_s,
         u"Three steps instead of seven."_s,
         off,
         on,
         on,
         false,
         {when(u"country"_s, u"neq"_s, u"\"US\""_s), rollout(20)}},
        {u"ai-summaries"_s,
         u"AI review summaries"_s,
         u"One paragraph above the reviews."_s,
         off,
         off,
         on,
         false,
         {rollout(5)}},
        {u"reviews-with-photos"_s, u"Reviews with photos"_s, {}, on, on, on, true},
        {u"wishlist-sharing"_s,
         u"Share a wishlist"_s,
         u"Link to a list that others can see."_s,
         on,
         on,
         on,
         false,
         {rollout(60)}},
        {u"product-video"_s,
         u"Videos on product pages"_s,
         {},
         on,
         on,
         on,
         false,
         {when(u"device"_s, u"neq"_s, u"\"feature-phone\""_s)}},
        {u"size-finder"_s,
         u"Size finder"_s,
         u"Asks two questions and proposes a size."_s,
         off,
         on,
         on,
         false,
         {rollout(15)}},
        {u"store-pickup"_s,
         u"Pick up in a store"_s,
         {},
         on,
         on,
         on,
         false,
         {when(u"city"_s, u"in"_s, u"[\"Berlin\",\"Hamburg\",\"Paris\",\"Lyon\"]"_s)}},
        {u"loyalty-points"_s, u"Loyalty points"_s, u"Shows and books points."_s, on, on, on, true},
        {u"search-typo-tolerance"_s, u"Search forgives typos"_s, {}, on, on, on, false, {rollout(90)}},
        {u"search-ranking"_s,
         u"Search ranking"_s,
         u"Name of the ranking profile."_s,
         on,
         on,
         on,
         u"popular"_s,
         {when(u"email"_s, u"ends_with"_s, u"\"@northwind.example\""_s, u"semantic"_s),
          rollout(30, u"semantic"_s)}},
        {u"home-layout"_s,
         u"Home page layout"_s,
         u"Blocks of the home page, in order."_s,
         on,
         on,
         on,
         JsonText{u"{\"blocks\":[\"hero\",\"offers\",\"new\"]}"_s},
         {when(u"device"_s, u"eq"_s, u"\"mobile\""_s, JsonText{u"{\"blocks\":[\"offers\",\"new\"]}"_s})}},
        {u"recommendations-v4"_s, u"Recommendations v4"_s, {}, off, on, on, false, {rollout(35)}},
        {u"chat-support"_s,
         u"Chat with support"_s,
         u"Only while people are at their desks."_s,
         on,
         off,
         off,
         false,
         {when(u"language"_s, u"in"_s, u"[\"de\",\"en\",\"fr\"]"_s)}},
    };
}

QVector<DemoFlag> behindTheScenes()
{
    return {
        {u"edge-cache"_s,
         u"Edge cache"_s,
         u"Serves catalogue pages from the edge."_s,
         on,
         on,
         off,
         false,
         {rollout(80), paused(when(u"path"_s, u"starts_with"_s, u"\"/sale\""_s))}},
        {u"email-digest"_s, u"Weekly e-mail digest"_s, {}, off, on, on, false, {rollout(10)}},
        {u"inventory-sync"_s, u"Inventory sync"_s, u"Streams stock levels instead of the nightly file."_s, on,
         on, on, true},
        {u"legacy-export"_s, u"Legacy CSV export"_s, u"For two partners who still fetch files."_s, on, off,
         off, false},
        {u"image-webp"_s, u"WebP images"_s, {}, on, on, on, true},
        {u"orders-new-queue"_s,
         u"Orders through the new queue"_s,
         u"Moves order events to the new broker."_s,
         on,
         on,
         on,
         false,
         {rollout(65)}},
        {u"api-rate-limit"_s,
         u"API requests per minute"_s,
         u"For each partner key."_s,
         on,
         on,
         on,
         600.0,
         {when(u"partner_tier"_s, u"eq"_s, u"\"gold\""_s, 6000.0)}},
        {u"verbose-logging"_s,
         u"Verbose logging"_s,
         u"Costs disk. Off again when you are done."_s,
         off,
         off,
         on,
         false,
         {everybody(true)}},
        {u"nightly-price-import"_s, u"Nightly price import"_s, {}, on, on, off, true},
        {u"warehouse-robots"_s,
         u"Pick by robot"_s,
         u"Sends picks of the north hall to the robots."_s,
         off,
         on,
         off,
         false,
         {when(u"warehouse"_s, u"eq"_s, u"\"north\""_s)}},
    };
}

} // namespace

const QVector<DemoEnvironment> &demoEnvironments()
{
    static const QVector<DemoEnvironment> all = {{u"production"_s, u"Production"_s},
                                                 {u"staging"_s, u"Staging"_s},
                                                 {u"development"_s, u"Development"_s}};
    return all;
}

const QVector<DemoFlag> &demoFlags()
{
    static const QVector<DemoFlag> all = switches() + checkoutAndMoney() + shop() + behindTheScenes();
    return all;
}

} // namespace signalbox
