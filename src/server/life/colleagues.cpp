// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/life/colleagues.h"

#include "server/seed/demoflags.h"
#include "server/seed/seeder.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

// A timer cannot fire more often than once a millisecond: what is due by then is done in one go.
constexpr int mostChangesAtOnce = 20;

const QStringList &livelyKeys()
{
    static const QStringList keys = [] {
        QStringList lively;
        for (const DemoFlag &flag : demoFlags()) {
            if (flag.lively)
                lively.append(flag.key);
        }
        return lively;
    }();
    return keys;
}

} // namespace

Colleagues::Colleagues(FlagService &flags, const Clock &clock, double changesPerSecond,
                       QRandomGenerator random)
    : m_flags(flags)
    , m_clock(clock)
    , m_changesPerSecond(std::clamp(changesPerSecond, 0.001, mostChangesPerSecond))
    , m_random(random)
    , m_timer(clock.createTimer([this] { act(); }))
{}

void Colleagues::start()
{
    m_due = m_clock.now();
    armNext();
}

void Colleagues::armNext()
{
    // Between half and one and a half of the average: people are not a metronome.
    const double seconds = (0.5 + m_random.generateDouble()) / m_changesPerSecond;
    m_due += std::chrono::duration_cast<MonotonicTime::duration>(std::chrono::duration<double>(seconds));
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(m_due - m_clock.now());
    m_timer->start(std::max(wait, std::chrono::milliseconds(0)));
}

void Colleagues::act()
{
    for (int i = 0; i < mostChangesAtOnce; ++i) {
        if (changeSomething())
            ++m_changes;
        armNext();
        if (m_due > m_clock.now())
            return;
    }
    m_due = m_clock.now(); // too slow for the wanted rate: do not pile up
}

bool Colleagues::changeSomething()
{
    const QStringList people = Seeder::colleagueIds();
    Caller who;
    who.userId = people.at(m_random.bounded(int(people.size())));
    who.organizationId = Seeder::organizationId();
    who.role = u"developer"_s;

    // Mostly production: that is what people look at.
    const int dice = m_random.bounded(10);
    const QString environment = dice < 6 ? u"production"_s : dice < 8 ? u"staging"_s : u"development"_s;
    const QString key = livelyKeys().at(m_random.bounded(int(livelyKeys().size())));
    const QString flagId = Seeder::stableId(u"flag/"_s + Seeder::demoEnvironmentId(environment) + u'/' + key);
    const auto found = m_flags.flag(who, Seeder::demoProjectId(), flagId);
    if (!found) // somebody deleted it
        return false;
    if (m_random.bounded(2) == 0 && moveRollout(who, *found))
        return true;
    FlagEdit edit;
    edit.enabled = !found->flag.enabled;
    return m_flags.editFlag(who, Seeder::demoProjectId(), flagId, edit).has_value();
}

bool Colleagues::moveRollout(const Caller &who, const FlagWithRules &flag)
{
    const auto rule = std::find_if(flag.rules.cbegin(), flag.rules.cend(), [](const RuleRecord &candidate) {
        return candidate.type == u"percentage" && candidate.active;
    });
    if (rule == flag.rules.cend())
        return false;
    const int before = rule->percentage.value_or(0);
    const int step = 5 * m_random.bounded(1, 5);
    const int after = before + step > 95 ? std::max(5, before - step) : before + step;
    RuleEdit edit;
    edit.percentage = std::optional<int>(after);
    return m_flags.editRule(who, Seeder::demoProjectId(), rule->id, edit).has_value();
}

} // namespace signalbox
