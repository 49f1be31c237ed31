// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/doctorstep.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::Doctor", text);
}

} // namespace

QString word(DoctorStep step)
{
    switch (step) {
    case DoctorStep::Name: return u"name"_s;
    case DoctorStep::Tcp: return u"tcp"_s;
    case DoctorStep::Proxy: return u"proxy"_s;
    case DoctorStep::Tls: return u"tls"_s;
    case DoctorStep::Credentials: return u"credentials"_s;
    case DoctorStep::ContentType: return u"content-type"_s;
    case DoctorStep::FirstByte: return u"first-byte"_s;
    case DoctorStep::Heartbeat: return u"heartbeat"_s;
    case DoctorStep::Snapshot: return u"snapshot"_s;
    case DoctorStep::Permission: return u"permission"_s;
    }
    return {};
}

QString word(DoctorVerdict verdict)
{
    switch (verdict) {
    case DoctorVerdict::Ok: return u"ok"_s;
    case DoctorVerdict::Warning: return u"warning"_s;
    case DoctorVerdict::Failed: return u"failed"_s;
    case DoctorVerdict::Skipped: return u"skipped"_s;
    }
    return {};
}

QString title(DoctorStep step)
{
    switch (step) {
    case DoctorStep::Name: return tr("Name");
    case DoctorStep::Tcp: return tr("Connection");
    case DoctorStep::Proxy: return tr("Proxy");
    case DoctorStep::Tls: return tr("Encryption");
    case DoctorStep::Credentials: return tr("Credentials");
    case DoctorStep::ContentType: return tr("Event stream");
    case DoctorStep::FirstByte: return tr("First byte");
    case DoctorStep::Heartbeat: return tr("Heartbeat");
    case DoctorStep::Snapshot: return tr("Flags");
    case DoctorStep::Permission: return tr("Permission");
    }
    return {};
}

QString mark(DoctorVerdict verdict)
{
    switch (verdict) {
    case DoctorVerdict::Ok: return u"✔"_s;
    case DoctorVerdict::Warning: return u"!"_s;
    case DoctorVerdict::Failed: return u"✖"_s;
    case DoctorVerdict::Skipped: return u"–"_s;
    }
    return {};
}

} // namespace signalbox
