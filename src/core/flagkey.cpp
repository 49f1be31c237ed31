// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/flagkey.h"

#include "core/choice.h"

using namespace Qt::StringLiterals;

namespace signalbox {

QDebug operator<<(QDebug debug, const FlagKey &key)
{
    if (key.kind() == FlagKind::Flag)
        return debug << key.text();
    QDebugStateSaver saver(debug);
    debug.nospace() << word(key.kind()) << ' ' << key.text();
    return debug;
}

QString word(FlagKind kind)
{
    switch (kind) {
    case FlagKind::Flag: return u"flag"_s;
    case FlagKind::Config: return u"config"_s;
    case FlagKind::AiConfig: return u"ai-config"_s;
    }
    return {};
}

std::optional<FlagKind> flagKindFromWord(const QString &text)
{
    return choiceFromWord(text, [](FlagKind kind) { return word(kind); },
                          {FlagKind::Flag, FlagKind::Config, FlagKind::AiConfig});
}

} // namespace signalbox
