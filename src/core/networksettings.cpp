// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/networksettings.h"

#include "core/choice.h"
#include "core/plaintext.h"

using namespace Qt::StringLiterals;

namespace signalbox {

Error NetworkProblem::toError() const
{
    return {field == Field::Proxy ? ErrorKind::Proxy : ErrorKind::Storage, sentence, {}, {}};
}

QString word(ProxyMode mode)
{
    switch (mode) {
    case ProxyMode::System: return u"system"_s;
    case ProxyMode::None: return u"none"_s;
    case ProxyMode::Http: return u"http"_s;
    case ProxyMode::Socks5: return u"socks5"_s;
    }
    return {};
}

std::optional<ProxyMode> proxyModeFromWord(const QString &text)
{
    return choiceFromWord(text, [](ProxyMode mode) { return word(mode); },
                          {ProxyMode::System, ProxyMode::None, ProxyMode::Http, ProxyMode::Socks5});
}

QString proxyText(const NetworkSettings &settings)
{
    if (settings.proxy == ProxyMode::System || settings.proxy == ProxyMode::None)
        return word(settings.proxy);
    return u"%1 %2:%3"_s.arg(word(settings.proxy), plainLine(settings.proxyHost)).arg(settings.proxyPort);
}

} // namespace signalbox
