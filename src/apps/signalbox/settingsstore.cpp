// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/settingsstore.h"

#include "core/choice.h"

#include <QStandardPaths>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto keyTheme = "theme"_L1;
constexpr auto keyUtc = "utc"_L1;
constexpr auto keyReducedMotion = "reducedMotion"_L1;
constexpr auto keyFoldBursts = "foldBursts"_L1;
constexpr auto keyRowHeight = "rowHeight"_L1;
constexpr auto keyLogRows = "logRows"_L1;
constexpr auto keyGeometry = "window/geometry"_L1;
constexpr auto keyState = "window/state"_L1;
constexpr auto keyLayout = "window/layout"_L1;
constexpr auto keyFlagHeader = "window/flagHeader"_L1;
constexpr auto keyEventHeader = "window/eventHeader"_L1;
constexpr auto keyCompareGeometry = "compare/geometry"_L1;
constexpr auto keyCompareHeader = "compare/header"_L1;
constexpr auto keyCompareOnly = "compare/onlyDifferences"_L1;
constexpr auto keyReasons = "recentReasons"_L1;
constexpr auto arrayFilters = "savedFilters"_L1;
constexpr auto arrayHighlighters = "highlighters"_L1;
constexpr auto keyMark = "mark"_L1;
constexpr auto keyName = "name"_L1;
constexpr auto keyText = "text"_L1;
constexpr auto keyExportFolder = "exportFolder"_L1;
constexpr auto keyUrl = "connection/url"_L1;
constexpr auto keyEmail = "connection/email"_L1;
constexpr auto keyVendor = "connection/system"_L1;
constexpr auto keyProxy = "connection/proxy"_L1;
constexpr auto keyProxyHost = "connection/proxyHost"_L1;
constexpr auto keyProxyPort = "connection/proxyPort"_L1;
constexpr auto keyProxyUser = "connection/proxyUser"_L1;
constexpr auto keyCaFile = "connection/caFile"_L1;
constexpr auto keyCertificate = "connection/certificateFile"_L1;
constexpr auto keyKeyFile = "connection/keyFile"_L1;
constexpr auto keyPlainHttp = "connection/allowPlainHttp"_L1;
constexpr auto groupMarks = "marks"_L1;
constexpr auto groupSilence = "normalSilence"_L1; ///< seconds
constexpr int rememberedReasons = 20;

QString themeWord(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::System: return u"system"_s;
    case ThemeChoice::Light: return u"light"_s;
    case ThemeChoice::Dark: return u"dark"_s;
    }
    return {};
}

QString layoutWord(LayoutChoice choice)
{
    switch (choice) {
    case LayoutChoice::Watch: return u"watch"_s;
    case LayoutChoice::LogOnly: return u"log-only"_s;
    case LayoutChoice::Own: return u"own"_s;
    }
    return {};
}

/// Keys of an INI file may not hold slashes: the parts of a place and flag keys are percent-encoded.
QString iniKey(const QString &text)
{
    return QString::fromLatin1(text.toUtf8().toPercentEncoding());
}

/// A flag's key by itself; of other kinds with the kind in front, parted by a sign that no encoded key holds.
QString markKey(const FlagKey &key)
{
    const QString name = iniKey(key.text());
    return key.kind() == FlagKind::Flag ? name : word(key.kind()) + u'!' + name;
}

/// Empty for a kind that this version does not know.
FlagKey fromMarkKey(const QString &key)
{
    const qsizetype parting = key.indexOf(u'!');
    const auto kind = parting < 0 ? FlagKind::Flag : flagKindFromWord(key.left(parting));
    if (!kind)
        return {};
    return FlagKey(QUrl::fromPercentEncoding(key.mid(parting + 1).toLatin1()), *kind);
}

QString markWord(RowMark mark)
{
    switch (mark) {
    case RowMark::Square: return u"square"_s;
    case RowMark::Triangle: return u"triangle"_s;
    case RowMark::Diamond: return u"diamond"_s;
    case RowMark::Circle: return u"circle"_s;
    }
    return {};
}

QVector<Highlighter> loadHighlighters(QSettings &file)
{
    QVector<Highlighter> highlighters;
    const int count = std::min(file.beginReadArray(arrayHighlighters), limits::highlighters);
    for (int i = 0; i < count; ++i) {
        file.setArrayIndex(i);
        highlighters.append({file.value(keyText).toString().left(limits::filterTextLength),
                             choiceFromWord(file.value(keyMark).toString(), markWord,
                                            {RowMark::Triangle, RowMark::Diamond, RowMark::Circle})
                                 .value_or(RowMark::Square)});
    }
    file.endArray();
    return highlighters;
}

QVector<SavedFilter> loadFilters(QSettings &file)
{
    QVector<SavedFilter> filters;
    const int count = std::min(file.beginReadArray(arrayFilters), limits::savedFilters);
    for (int i = 0; i < count; ++i) {
        file.setArrayIndex(i);
        const SavedFilter filter{file.value(keyName).toString().left(limits::filterTextLength),
                                 file.value(keyText).toString().left(limits::filterTextLength)};
        if (!filter.text.isEmpty())
            filters.append(filter);
    }
    file.endArray();
    return filters;
}

} // namespace

SettingsStore::SettingsStore(const QString &path) : m_file(path, QSettings::IniFormat) {}

QString SettingsStore::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + u"/signalbox.ini"_s;
}

Settings SettingsStore::load() const
{
    Settings settings;
    settings.theme =
        choiceFromWord(m_file.value(keyTheme).toString(), themeWord, {ThemeChoice::Light, ThemeChoice::Dark})
            .value_or(ThemeChoice::System);
    settings.showUtc = m_file.value(keyUtc, settings.showUtc).toBool();
    settings.reducedMotion = m_file.value(keyReducedMotion, settings.reducedMotion).toBool();
    settings.foldBursts = m_file.value(keyFoldBursts, settings.foldBursts).toBool();
    settings.rowHeight = std::clamp(m_file.value(keyRowHeight, settings.rowHeight).toInt(), 24, 60);
    settings.logRows = std::clamp(m_file.value(keyLogRows, settings.logRows).toInt(), limits::logRowsMinimum,
                                  limits::logRowsMaximum);
    settings.windowGeometry = m_file.value(keyGeometry).toByteArray();
    settings.windowState = m_file.value(keyState).toByteArray();
    settings.windowLayout = choiceFromWord(m_file.value(keyLayout).toString(), layoutWord,
                                           {LayoutChoice::LogOnly, LayoutChoice::Own})
                                .value_or(LayoutChoice::Watch);
    settings.flagHeader = m_file.value(keyFlagHeader).toByteArray();
    settings.eventHeader = m_file.value(keyEventHeader).toByteArray();
    settings.compareGeometry = m_file.value(keyCompareGeometry).toByteArray();
    settings.compareHeader = m_file.value(keyCompareHeader).toByteArray();
    settings.compareOnlyDifferences = m_file.value(keyCompareOnly).toBool();
    settings.recentReasons = m_file.value(keyReasons).toStringList().mid(0, rememberedReasons);
    settings.savedFilters = loadFilters(m_file);
    settings.highlighters = loadHighlighters(m_file);
    settings.exportFolder = m_file.value(keyExportFolder).toString();
    settings.lastUrl = m_file.value(keyUrl).toString();
    settings.lastEmail = m_file.value(keyEmail).toString();
    settings.lastVendor = vendorFromWord(m_file.value(keyVendor).toString()).value_or(settings.lastVendor);
    settings.lastNetwork = loadNetwork();
    return settings;
}

bool SettingsStore::save(const Settings &settings)
{
    m_file.setValue(keyTheme, themeWord(settings.theme));
    m_file.setValue(keyUtc, settings.showUtc);
    m_file.setValue(keyReducedMotion, settings.reducedMotion);
    m_file.setValue(keyFoldBursts, settings.foldBursts);
    m_file.setValue(keyRowHeight, settings.rowHeight);
    m_file.setValue(keyLogRows, settings.logRows);
    m_file.setValue(keyGeometry, settings.windowGeometry);
    m_file.setValue(keyState, settings.windowState);
    m_file.setValue(keyLayout, layoutWord(settings.windowLayout));
    m_file.setValue(keyFlagHeader, settings.flagHeader);
    m_file.setValue(keyEventHeader, settings.eventHeader);
    m_file.setValue(keyCompareGeometry, settings.compareGeometry);
    m_file.setValue(keyCompareHeader, settings.compareHeader);
    m_file.setValue(keyCompareOnly, settings.compareOnlyDifferences);
    m_file.setValue(keyReasons, settings.recentReasons.mid(0, rememberedReasons));
    m_file.remove(arrayFilters);
    m_file.beginWriteArray(arrayFilters, int(settings.savedFilters.size()));
    for (int i = 0; i < settings.savedFilters.size(); ++i) {
        m_file.setArrayIndex(i);
        m_file.setValue(keyName, settings.savedFilters.at(i).name);
        m_file.setValue(keyText, settings.savedFilters.at(i).text);
    }
    m_file.endArray();
    m_file.remove(arrayHighlighters);
    m_file.beginWriteArray(arrayHighlighters, int(settings.highlighters.size()));
    for (int i = 0; i < settings.highlighters.size(); ++i) {
        m_file.setArrayIndex(i);
        m_file.setValue(keyText, settings.highlighters.at(i).filter);
        m_file.setValue(keyMark, markWord(settings.highlighters.at(i).mark));
    }
    m_file.endArray();
    m_file.setValue(keyExportFolder, settings.exportFolder);
    m_file.setValue(keyUrl, settings.lastUrl);
    m_file.setValue(keyEmail, settings.lastEmail);
    m_file.setValue(keyVendor, word(settings.lastVendor));
    saveNetwork(settings.lastNetwork);
    m_file.sync();
    return m_file.status() == QSettings::NoError;
}

NetworkSettings SettingsStore::loadNetwork() const
{
    NetworkSettings network;
    network.proxy = proxyModeFromWord(m_file.value(keyProxy).toString()).value_or(network.proxy);
    network.proxyHost = m_file.value(keyProxyHost).toString();
    network.proxyPort = quint16(std::clamp(m_file.value(keyProxyPort).toInt(), 0, 65535));
    network.proxyUser = m_file.value(keyProxyUser).toString();
    network.caFile = m_file.value(keyCaFile).toString();
    network.certificateFile = m_file.value(keyCertificate).toString();
    network.keyFile = m_file.value(keyKeyFile).toString();
    network.allowPlainHttp = m_file.value(keyPlainHttp).toBool();
    return network;
}

void SettingsStore::saveNetwork(const NetworkSettings &network)
{
    m_file.setValue(keyProxy, word(network.proxy));
    m_file.setValue(keyProxyHost, network.proxyHost);
    m_file.setValue(keyProxyPort, network.proxyPort);
    m_file.setValue(keyProxyUser, network.proxyUser);
    m_file.setValue(keyCaFile, network.caFile);
    m_file.setValue(keyCertificate, network.certificateFile);
    m_file.setValue(keyKeyFile, network.keyFile);
    m_file.setValue(keyPlainHttp, network.allowPlainHttp);
}

QHash<FlagKey, FlagMarks> SettingsStore::loadMarks(const QString &place) const
{
    QHash<FlagKey, FlagMarks> marks;
    m_file.beginGroup(groupMarks);
    m_file.beginGroup(iniKey(place));
    const QStringList keys = m_file.childKeys();
    for (const QString &key : keys) {
        FlagMarks mark;
        const QStringList words = m_file.value(key).toStringList();
        mark.pinned = words.contains(u"pinned"_s);
        if (words.contains(u"safe-on"_s))
            mark.safeState = true;
        else if (words.contains(u"safe-off"_s))
            mark.safeState = false;
        if (const FlagKey known = fromMarkKey(key); !known.isEmpty())
            marks.insert(known, mark);
    }
    m_file.endGroup();
    m_file.endGroup();
    return marks;
}

bool SettingsStore::saveMarks(const QString &place, const QHash<FlagKey, FlagMarks> &marks)
{
    m_file.beginGroup(groupMarks);
    m_file.beginGroup(iniKey(place));
    m_file.remove(QString());
    for (auto it = marks.cbegin(); it != marks.cend(); ++it) {
        QStringList words;
        if (it->pinned)
            words += u"pinned"_s;
        if (it->safeState)
            words += *it->safeState ? u"safe-on"_s : u"safe-off"_s;
        if (!words.isEmpty())
            m_file.setValue(markKey(it.key()), words);
    }
    m_file.endGroup();
    m_file.endGroup();
    m_file.sync();
    return m_file.status() == QSettings::NoError;
}

std::optional<std::chrono::milliseconds> SettingsStore::loadWindow(const QString &place) const
{
    m_file.beginGroup(groupSilence);
    const std::chrono::seconds said(m_file.value(iniKey(place)).toInt());
    m_file.endGroup();
    if (said < limits::windowFixedLeast || said > limits::windowFixedMost)
        return std::nullopt;
    return said;
}

bool SettingsStore::saveWindow(const QString &place, std::optional<std::chrono::milliseconds> window)
{
    m_file.beginGroup(groupSilence);
    m_file.remove(iniKey(place));
    if (window) {
        const QStringList others = m_file.childKeys();
        for (qsizetype i = limits::windowsFixed - 1; i < others.size(); ++i)
            m_file.remove(others.at(i));
        m_file.setValue(iniKey(place), qint64(std::chrono::round<std::chrono::seconds>(*window).count()));
    }
    m_file.endGroup();
    m_file.sync();
    return m_file.status() == QSettings::NoError;
}

} // namespace signalbox
