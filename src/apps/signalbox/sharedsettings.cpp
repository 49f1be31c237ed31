// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/sharedsettings.h"

#include "apps/signalbox/settingsstore.h"

#include <tuple>
#include <utility>

namespace signalbox {

namespace {

/// All of them: a setting that is added and forgotten here does not compile.
auto partsOf(auto &settings)
{
    auto &[theme, showUtc, reducedMotion, foldBursts, rowHeight, logRows, windowGeometry, windowState,
           windowLayout, flagHeader, eventHeader, compareGeometry, compareHeader, compareOnlyDifferences,
           recentReasons, savedFilters, highlighters, exportFolder, lastVendor, lastUrl, lastEmail,
           lastNetwork] = settings;
    return std::tie(theme, showUtc, reducedMotion, foldBursts, rowHeight, logRows, windowGeometry,
                    windowState, windowLayout, flagHeader, eventHeader, compareGeometry, compareHeader,
                    compareOnlyDifferences, recentReasons, savedFilters, highlighters, exportFolder,
                    lastVendor, lastUrl, lastEmail, lastNetwork);
}

template <std::size_t... Index>
void takeChanged(Settings &target, const Settings &before, const Settings &after,
                 std::index_sequence<Index...>)
{
    const auto into = partsOf(target);
    const auto was = partsOf(before);
    const auto is = partsOf(after);
    const auto take = [](auto &part, const auto &old, const auto &wanted) {
        if (!(old == wanted))
            part = wanted;
    };
    (take(std::get<Index>(into), std::get<Index>(was), std::get<Index>(is)), ...);
}

} // namespace

SharedSettings::SharedSettings(const Settings &kept, const Settings &now, SettingsStore *store,
                               QObject *parent)
    : QObject(parent), m_kept(kept), m_now(now), m_store(store)
{}

bool SharedSettings::change(Settings before, const Settings &after, const QObject *author)
{
    constexpr auto count = std::tuple_size_v<decltype(partsOf(std::declval<Settings &>()))>;
    for (Settings *settings : {&m_now, &m_kept})
        takeChanged(*settings, before, after, std::make_index_sequence<count>());
    emit changed(author);
    return !m_store || m_store->save(m_kept);
}

} // namespace signalbox
