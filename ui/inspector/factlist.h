// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/flagfactsmodel.h"

#include <QListView>

class QLabel;

namespace signalbox {

class Theme;

/// What happened to one flag, two lines each, newest on top.
class FactList final : public QListView
{
    Q_OBJECT

public:
    FactList(const EventLog &log, FlagFactsModel::Choice choice, const Theme &theme, const QString &emptyText,
             QWidget *parent = nullptr);

    void setFlag(const FlagKey &flag);

signals:
    void factRequested(quint64 serial);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showEmpty();

    FlagFactsModel *m_model;
    QLabel *m_empty;
};

} // namespace signalbox
