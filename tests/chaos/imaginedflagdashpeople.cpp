// SPDX-License-Identifier: GPL-3.0-or-later
// Who works on an imagined FlagDash, and what they do there.
#include "chaos/imaginedflagdash.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int values = 4;            ///< of a config or an AI config: few, so that people want the same
constexpr int longestReaction = 600; ///< milliseconds between two who see the same alarm

/// Records of different kinds share their names: the kind tells them apart.
FlagKey keyOf(int number, FlagKind kind)
{
    return FlagKey(u"flag-%1"_s.arg(number), kind);
}

/// How many of a kind there are where there are @p size flags.
int countOf(FlagKind kind, int size)
{
    return kind == FlagKind::Flag ? size : 1 + size / 4;
}

FlagKind anyKind(QRandomGenerator &random)
{
    const int drawn = random.bounded(10);
    return drawn < 6 ? FlagKind::Flag : drawn < 8 ? FlagKind::Config : FlagKind::AiConfig;
}

constexpr std::array kinds{FlagKind::Flag, FlagKind::Config, FlagKind::AiConfig};

} // namespace

void ImaginedFlagDash::populate(int size)
{
    for (int i = 0; i < size; ++i)
        m_truth.create(keyOf(i, FlagKind::Flag), false);
    for (int i = 0; i < countOf(FlagKind::Config, size); ++i) {
        m_truth.create(keyOf(i, FlagKind::Config), false);
        if (i % 2 == 0)
            m_truth.setValue({Truth::shown(), keyOf(i, FlagKind::Config)},
                             FlagDashTruth::configValue(keyOf(i, FlagKind::Config), 1), false);
    }
    for (int i = 0; i < countOf(FlagKind::AiConfig, size); ++i)
        m_truth.createFile({Truth::shown(), keyOf(i, FlagKind::AiConfig)}, false);
}

QVector<FlagKey> ImaginedFlagDash::keys(int size) const
{
    QVector<FlagKey> all;
    for (const FlagKind kind : kinds) {
        for (int i = 0; i < countOf(kind, size) + 2; ++i)
            all.append(keyOf(i, kind));
    }
    return all;
}

FlagKey ImaginedFlagDash::anyShown(QRandomGenerator &random, int size) const
{
    const FlagKind kind = anyKind(random);
    return keyOf(random.bounded(countOf(kind, size)), kind);
}

FlagPatch ImaginedFlagDash::wish(QRandomGenerator &random, const Flag &shown) const
{
    FlagPatch wanted;
    const int number = random.bounded(values);
    switch (shown.kind()) {
    case FlagKind::Flag:
        if (random.bounded(4) == 0)
            wanted.rollout = 25 * number;
        else
            wanted.enabled = random.bounded(5) > 0 ? !shown.enabled : shown.enabled;
        break;
    case FlagKind::Config: wanted.defaultValue = FlagDashTruth::configValue(shown.key, number); break;
    case FlagKind::AiConfig:
        if (random.bounded(3) > 0)
            wanted.defaultValue = FlagDashTruth::content(number);
        if (!wanted.defaultValue || random.bounded(4) == 0)
            wanted.enabled = !shown.enabled;
        break;
    }
    return wanted;
}

QString ImaginedFlagDash::colleagueActs(QRandomGenerator &random, int size)
{
    const EnvironmentId environment = random.bounded(5) == 0 ? Truth::other() : Truth::shown();
    const FlagKind kind = anyKind(random);
    const FlagRef ref{environment, keyOf(random.bounded(countOf(kind, size) + 2), kind)};
    const int what = random.bounded(20);
    switch (kind) {
    case FlagKind::Flag: changeFlag(random, ref, what); break;
    case FlagKind::Config: changeConfig(random, ref, what); break;
    case FlagKind::AiConfig: changeFile(random, ref, what); break;
    }
    return u"%1 on %2/%3 %4"_s.arg(what).arg(environment.text(), word(kind), ref.key.text());
}

void ImaginedFlagDash::changeFlag(QRandomGenerator &random, const FlagRef &flag, int what)
{
    if (m_truth.isArchived(flag.key)) {
        m_truth.restore(flag.key);
    } else if (!m_truth.find(flag)) {
        m_truth.create(flag.key);
    } else if (what < 10) {
        m_truth.flip(flag);
    } else if (what < 13) {
        m_truth.setRollout(flag, 25 * random.bounded(5));
    } else if (what < 14) {
        m_truth.setTargeting(flag, QStringList{{}, u"DE"_s, u"US"_s}.at(random.bounded(3)));
    } else if (what < 15) {
        m_truth.rename(flag.key, u"name %1"_s.arg(random.bounded(100)));
    } else if (what < 16) {
        m_truth.archive(flag.key);
    } else if (what < 17) { // there and back, in the same moment
        m_truth.flip(flag);
        m_truth.flip(flag);
    } else if (what < 19) {
        m_truth.remove(flag.key);
    } else { // gone and back under another id, in the same moment
        m_truth.remove(flag.key);
        m_truth.create(flag.key);
    }
}

void ImaginedFlagDash::changeConfig(QRandomGenerator &random, const FlagRef &config, int what)
{
    const int number = random.bounded(values);
    if (m_truth.isArchived(config.key)) {
        m_truth.restore(config.key);
    } else if (!m_truth.find(config)) {
        m_truth.create(config.key);
    } else if (what < 10) {
        m_truth.setValue(config, FlagDashTruth::configValue(config.key, number));
    } else if (what < 12) {
        m_truth.setValue(config, std::nullopt);
    } else if (what < 14) {
        m_truth.setProjectDefault(config.key, FlagDashTruth::configValue(config.key, number));
    } else if (what < 16) {
        m_truth.flip(config);
    } else if (what < 17) {
        m_truth.rename(config.key, u"name %1"_s.arg(random.bounded(100)));
    } else if (what < 18) {
        m_truth.archive(config.key);
    } else {
        m_truth.remove(config.key);
    }
}

void ImaginedFlagDash::changeFile(QRandomGenerator &random, const FlagRef &file, int what)
{
    const int number = random.bounded(values);
    if (!m_truth.find(file)) {
        m_truth.createFile(file);
    } else if (what < 12) {
        m_truth.editFile(file, {.enabled = {}, .defaultValue = FlagDashTruth::content(number)});
    } else if (what < 17) {
        m_truth.flip(file);
    } else if (what < 19) {
        m_truth.removeFile(file);
    } else {
        m_truth.removeFile(file);
        m_truth.createFile(file);
    }
}

/// Two who flip the same switch undo each other: the one thing that this vendor's API cannot prevent.
void ImaginedFlagDash::colleagueRivals(QRandomGenerator &random, Agenda &agenda, const CommandOrder &order)
{
    const bool flips = order.flag.kind() == FlagKind::Flag && order.wanted.enabled;
    if (!flips || random.bounded(2) == 0)
        return;
    agenda.in(std::chrono::milliseconds(random.bounded(longestReaction)),
              [this, flag = FlagRef{Truth::shown(), order.flag}] { m_truth.flip(flag); });
}

} // namespace signalbox
