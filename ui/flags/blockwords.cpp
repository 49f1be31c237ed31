// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/blockwords.h"

#include "words/sentences.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("BlockWords", text);
}

} // namespace

QString blockSentence(GuardBlock block, const LinkStatus &link, Qt::TimeSpec zone)
{
    switch (block) {
    case GuardBlock::None: return {};
    case GuardBlock::Replay:
        return tr("This is a replay of a recorded session. What is shown is past: nothing in it can be "
                  "changed. To change a flag, connect to its server.");
    case GuardBlock::ReadOnly:
        return tr("This window is read-only. To change a flag, choose Guarded in the guard menu at the top.");
    case GuardBlock::Stale: {
        const QString since = link.state == LinkState::Stale
                                  ? tr("The link is Stale since %1").arg(timeOfDayText(link.sinceWall, zone))
                                  : tr("The link is not live (%1)").arg(linkWord(link.state));
        return tr("%1, so what is shown may be old. Only a kill switch towards its safe position may be "
                  "thrown "
                  "now. Wait until the link is Live, or retry the connection (Ctrl+R).")
            .arg(since);
    }
    case GuardBlock::NotPermitted:
        return tr(
            "By its role this account may watch flags, but not change them (that needs flags.write). Ask an "
            "administrator, or connect with another account. If its role was changed meanwhile, choose "
            "Guarded "
            "in the guard menu at the top: then the server decides.");
    case GuardBlock::CommandOpen:
        return tr("A command for this flag is still open. Wait until it is settled, then look again.");
    case GuardBlock::NeverRead:
        return tr(
            "This flag has not been read, so nobody knows what a change would do. Read it again first.");
    }
    return {};
}

QString refusalSentence(const Error &error)
{
    if (error.kind == ErrorKind::Conflict)
        return tr("Nothing was sent: a command for this flag is still open. Wait until it is settled.");
    if (error.kind != ErrorKind::Storage)
        return tr("Nothing was sent. %1").arg(errorSentence(error));
    const QString why = plainLine(error.detail.simplified(), 160);
    return tr("Nothing was sent: the journal cannot be written (%1). Only a kill switch towards its safe "
              "position "
              "may be thrown without it.")
        .arg(why.isEmpty() ? tr("no reason given") : why);
}

} // namespace signalbox
